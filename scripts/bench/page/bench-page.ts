performance.mark('ready')
