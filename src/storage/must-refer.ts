import { BackupRefusal } from './backup/backup-refusal.ts'

/**
 * A row points to something that is there.
 * @throws BackupRefusal `reference-missing`
 */
export function must(there: boolean, table: string, id: string, target: string): void {
  if (!there) throw new BackupRefusal({ code: 'reference-missing', table, id, target })
}
