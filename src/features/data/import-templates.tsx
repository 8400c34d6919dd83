import { t } from '../../i18n/translate.ts'
import { importTemplate, type TemplateKind } from '../../integrations/import/import-template.ts'
import { Button } from '../../ui/button.tsx'
import { Row, Stack } from '../../ui/stack.tsx'
import { Text } from '../../ui/text.tsx'
import { downloadFile } from '../blocks/download-file.ts'

/** Files to fill in, for lists that no other program writes. */
export function ImportTemplates() {
  const save = (entity: TemplateKind) => {
    const { name, csv } = importTemplate(entity)
    downloadFile(name, csv, 'text/csv')
  }
  return (
    <Stack gap={2}>
      <Text as="p" tone="quiet">
        {t('data.templates-help')}
      </Text>
      <Row gap={2}>
        <Button icon="download" onClick={() => save('contracts')}>
          {t('data.template-contracts')}
        </Button>
        <Button icon="download" onClick={() => save('usage')}>
          {t('data.template-usage')}
        </Button>
        <Button icon="download" onClick={() => save('purchases')}>
          {t('data.template-purchases')}
        </Button>
      </Row>
    </Stack>
  )
}
