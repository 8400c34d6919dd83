// Shows the theme that was chosen before anything is painted. A file, because inline scripts are refused (CSP).
try {
  var theme = localStorage.getItem('billfold-theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {}
