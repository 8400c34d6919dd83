// npm run cases -- FILE_OR_FOLDER... [--json FILE]
import { casesCommand } from './cases-command.ts'

process.exitCode = casesCommand(process.argv.slice(2), (line) => console.log(line))
