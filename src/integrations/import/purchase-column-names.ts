// How people call the columns of purchases and opening balances: our template first, then other words for the same thing.
import { type ColumnNames, columnIndex, lookUpColumn, type NamedField } from './column-index.ts'

export type PurchaseField =
  | 'client'
  | 'clientNumber'
  | 'clientEmail'
  | 'product'
  | 'quantity'
  | 'months'
  | 'startOn'
  | 'poNumber'
  | 'notes'
  | 'unitsLeft'
  | 'sourceKey'

/** In the order in which a mapping screen offers them; the template has them in this order too. */
export const purchaseFields: readonly PurchaseField[] = [
  'client',
  'clientNumber',
  'clientEmail',
  'product',
  'quantity',
  'months',
  'startOn',
  'poNumber',
  'notes',
  'unitsLeft',
  'sourceKey',
]

const purchaseNames: ColumnNames<PurchaseField> = {
  client:
    'client,client name,customer,customer name,account name,company,student,member,kunde,kundenname,schuler,nom du client,' +
    'cliente,nombre del cliente,nome cliente,klant,klantnaam,name',
  clientNumber:
    'client number,customer number,client no,customer no,client id,customer id,client code,customer code,account number,' +
    'kundennummer,kundennr,numero client,code client,numero de cliente,codice cliente,klantnummer',
  clientEmail:
    'client email,client e mail,customer email,email,e mail,email address,billing email,e mail adresse,courriel,correo,e mailadres',
  product:
    'product,product name,sku,product code,item,item name,service,pack,package,credit pack,plan,plan name,membership,artikel,' +
    'artikelnummer,produkt,paket,tarif,produit,forfait,producto,paquete,prodotto,pacchetto,product naam,pakket',
  quantity: 'quantity,qty,packs,count,units,menge,anzahl,quantite,cantidad,quantita,aantal,quantidade',
  months:
    'months,term,term months,term in months,duration months,number of months,monate,laufzeit,laufzeit monate,mois,duree,meses,' +
    'plazo,mesi,durata,maanden,looptijd',
  startOn:
    'start,start date,starts on,plan start,valid from,begin,beginn,startdatum,debut,date de debut,inicio,fecha de inicio,inizio,' +
    'data inizio,begindatum,ingangsdatum',
  poNumber: 'po number,po,purchase order,purchase order number,bestellnummer,numero de commande,numero de pedido',
  notes: 'notes,note,comment,remark,memo,notizen,bemerkung,bemerkungen,remarques,notas,nota,opmerkingen',
  unitsLeft:
    'units left,left,units remaining,remaining units,remaining,balance,balance units,opening balance,credits left,credits remaining,' +
    'remaining credits,lessons left,remaining lessons,sessions left,sessions remaining,remaining sessions,classes left,hours left,' +
    'rest,restguthaben,guthaben,verbleibend,restant,unites restantes,restantes,saldo,rimanenti,resterend',
  sourceKey:
    'source key,purchase key,key,external id,source id,record id,reference,idempotency key,transaction id,id,schlussel,referenz,' +
    'cle,clave,chiave,sleutel',
}

export const purchaseIndex = columnIndex(purchaseNames)

/** The purchase field that a column's name says; undefined when it says none. */
export function purchaseFieldOf(column: string): NamedField<PurchaseField> | undefined {
  return lookUpColumn(purchaseIndex, column)
}
