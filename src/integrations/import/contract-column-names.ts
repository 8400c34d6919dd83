// How people call the columns of contracts and of usage: our templates first, then other words for the same thing.
import { type ColumnNames, columnIndex, lookUpColumn, type NamedField } from './column-index.ts'

export type ContractField =
  | 'contractNumber'
  | 'contractName'
  | 'client'
  | 'clientNumber'
  | 'clientEmail'
  | 'startOn'
  | 'endOn'
  | 'currency'
  | 'renewalLength'
  | 'noticeDays'
  | 'poNumber'
  | 'notes'
  | 'item'
  | 'product'
  | 'itemKind'
  | 'cadence'
  | 'timing'
  | 'quantity'
  | 'unit'
  | 'unitPrice'
  | 'pricing'
  | 'tiers'
  | 'minimum'
  | 'itemStartOn'
  | 'itemEndOn'
  | 'trialDays'
  | 'billingDay'
  | 'proration'
  | 'firstStub'
  | 'tax'
  | 'taxIncluded'

export type UsageField = 'contract' | 'client' | 'item' | 'on' | 'quantity' | 'unitPrice' | 'note' | 'sourceKey'

/** What says something of the contract itself and not of one item. */
export const contractHeadFields = [
  'contractNumber',
  'contractName',
  'client',
  'clientNumber',
  'clientEmail',
  'startOn',
  'endOn',
  'currency',
  'renewalLength',
  'noticeDays',
  'poNumber',
  'notes',
] as const satisfies readonly ContractField[]

/** In the order in which a mapping screen offers them; the template has them in this order too. */
export const contractFields: readonly ContractField[] = [
  ...contractHeadFields,
  'item',
  'product',
  'itemKind',
  'cadence',
  'timing',
  'quantity',
  'unit',
  'unitPrice',
  'pricing',
  'tiers',
  'minimum',
  'itemStartOn',
  'itemEndOn',
  'trialDays',
  'billingDay',
  'proration',
  'firstStub',
  'tax',
  'taxIncluded',
]

export const usageFields: readonly UsageField[] = [
  'contract',
  'client',
  'item',
  'on',
  'quantity',
  'unitPrice',
  'note',
  'sourceKey',
]

const contractNames: ColumnNames<ContractField> = {
  contractNumber:
    'contract number,contract no,contract id,contract key,contract #,contract code,agreement number,agreement no,agreement id,' +
    'subscription number,subscription id,subscription no,contract reference,vertragsnummer,vertragsnr,vertrag nr,' +
    'numero de contrat,no contrat,numero de contrato,numero contratto,contractnummer,contract',
  contractName:
    'contract name,contract title,agreement name,agreement,subscription name,subscription,plan name,vertragsname,vertrag,' +
    'nom du contrat,contrat,nombre del contrato,contrato,nome contratto,contratto,contractnaam',
  client:
    'client,client name,customer,customer name,account name,company,company name,kunde,kundenname,nom du client,cliente,' +
    'nombre del cliente,nome cliente,klant,klantnaam,nome do cliente',
  clientNumber:
    'client number,customer number,client no,customer no,client id,customer id,client code,customer code,account number,' +
    'kundennummer,kundennr,numero client,code client,numero de cliente,codice cliente,klantnummer',
  clientEmail:
    'client email,client e mail,customer email,email,e mail,email address,billing email,e mail adresse,courriel,correo,e mailadres',
  startOn:
    'start,contract start,start date,contract start date,starts on,valid from,begin,beginn,vertragsbeginn,laufzeit ab,startdatum,' +
    'debut,date de debut,inicio,fecha de inicio,inizio,data inizio,begindatum,ingangsdatum',
  endOn:
    'end,contract end,end date,contract end date,ends on,valid until,valid to,ende,vertragsende,enddatum,fin,date de fin,' +
    'fecha de fin,fine,data fine,einddatum',
  currency: 'currency,currency code,contract currency,wahrung,waehrung,devise,monnaie,moneda,divisa,valuta,moeda',
  renewalLength:
    'renewal,renewal length,renewal term,renews for,auto renewal,verlangerung,renouvellement,renovacion,rinnovo',
  noticeDays:
    'notice days,notice,notice period,notice period days,kundigungsfrist,preavis,preaviso,preavviso,opzegtermijn',
  poNumber: 'po number,po,purchase order,purchase order number,bestellnummer,numero de commande,numero de pedido',
  notes: 'notes,contract notes,internal notes,notizen,bemerkungen,remarques,notas,note interne,opmerkingen',
  item:
    'item,item description,item name,description,line description,service,position,positionstext,leistung,bezeichnung,' +
    'designation,prestation,libelle,descripcion,concepto,servicio,descrizione,servizio,omschrijving,dienst,descricao',
  product: 'product,product name,sku,product code,item code,artikel,artikelnummer,produkt,produit,producto,prodotto',
  itemKind: 'kind,item kind,item type,charge type,type,art,typ,tipo,soort',
  cadence:
    'cadence,every,billing cadence,billing period,billing interval,interval,billing frequency,frequency,billing cycle,recurrence,' +
    'intervall,abrechnungsintervall,abrechnungszeitraum,turnus,rhythmus,zahlungsweise,frequence,periodicite,frecuencia,' +
    'periodicidad,frequenza,periodicita,frequentie,facturatieperiode,periodicidade',
  timing: 'timing,billing timing,billed,bill in,advance or arrears,falligkeit,abrechnung,facturation,facturacion',
  quantity: 'quantity,qty,units,seats,menge,anzahl,quantite,cantidad,quantita,aantal,quantidade',
  unit: 'unit,unit name,unit of measure,uom,einheit,mengeneinheit,unite,unidad,unita,eenheid,unidade',
  unitPrice:
    'price,unit price,rate,amount,recurring price,net price,preis,einzelpreis,betrag,prix,prix unitaire,prix unitaire ht,tarif,' +
    'montant,precio,precio unitario,importe,prezzo,prezzo unitario,prijs,stukprijs,bedrag,preco,preco unitario',
  pricing: 'pricing,pricing model,price model,price type,preismodell,modele de prix,modelo de precio,prijsmodel',
  tiers: 'tiers,price tiers,steps,price list,staffel,staffelpreise,paliers,tramos,scaglioni,staffels',
  minimum: 'minimum,minimum price,minimum amount,minimum charge,mindestbetrag,minimo,minimumbedrag',
  itemStartOn: 'item start,item start date,line start,service start,positionsbeginn',
  itemEndOn: 'item end,item end date,line end,service end,positionsende',
  trialDays: 'trial days,trial,free days,probetage,testphase,jours d essai,dias de prueba,giorni di prova,proefdagen',
  billingDay: 'billing day,day of month,bill day,anchor day,abrechnungstag,jour de facturation,dia de facturacion',
  proration: 'proration,prorate,proration mode,anteilig,prorata,prorrateo',
  firstStub: 'first period,first partial period,first stub,first invoice,erste periode',
  tax: 'tax,tax name,tax rate,vat,vat rate,steuer,steuersatz,mwst,ust,tva,taux tva,iva,tipo iva,aliquota iva,btw',
  taxIncluded:
    'price includes tax,tax included,tax inclusive,includes tax,gross price,inkl mwst,ttc,iva incluido,incl btw',
}

const usageNames: ColumnNames<UsageField> = {
  contract:
    'contract,contract number,contract name,contract no,contract id,agreement,agreement number,subscription,subscription id,' +
    'vertrag,vertragsnummer,contrat,numero de contrat,contrato,contratto,contractnummer',
  client:
    'client,client name,customer,customer name,client number,customer number,client email,customer email,company,kunde,' +
    'kundenname,kundennummer,cliente,klant',
  item:
    'item,usage item,item description,item name,description,metric,meter,service,product,sku,position,leistung,bezeichnung,' +
    'designation,prestation,concepto,servicio,servizio,omschrijving,dienst',
  on:
    'date,day,usage date,used on,on,served on,timestamp,event time,service date,datum,tag,leistungsdatum,jour,fecha,dia,data,' +
    'giorno,dag',
  quantity:
    'quantity,qty,usage,usage quantity,units,amount,count,value,hours,duration,menge,anzahl,stunden,quantite,heures,cantidad,horas,' +
    'quantita,ore,aantal,uren,quantidade',
  unitPrice:
    'unit price,price,rate,own price,einzelpreis,preis,prix unitaire,prix,precio unitario,precio,prezzo,prijs,preco',
  note: 'note,notes,comment,memo,details,notiz,bemerkung,remarque,nota,opmerking',
  sourceKey:
    'source key,usage key,key,external id,source id,event id,record id,reference,idempotency key,transaction id,id,schlussel,' +
    'referenz,cle,clave,chiave,sleutel',
}

export const contractIndex = columnIndex(contractNames)
export const usageIndex = columnIndex(usageNames)

/** The contract field that a column's name says; undefined when it says none. */
export function contractFieldOf(column: string): NamedField<ContractField> | undefined {
  return lookUpColumn(contractIndex, column)
}

/** The usage field that a column's name says; undefined when it says none. */
export function usageFieldOf(column: string): NamedField<UsageField> | undefined {
  return lookUpColumn(usageIndex, column)
}
