// How programs and people call the columns of clients and products, in English, German, French, Spanish, Italian,
// Dutch and Portuguese. Names are in the form of foldName(): lower case, no accents, no punctuation.
import { type ColumnNames, columnIndex, lookUpColumn, type NamedField, splitNames } from './column-index.ts'
import { contractIndex, usageIndex } from './contract-column-names.ts'
import { purchaseIndex } from './purchase-column-names.ts'

export type ClientField =
  | 'name'
  | 'clientNumber'
  | 'email'
  | 'phone'
  | 'website'
  | 'vatId'
  | 'taxNumber'
  | 'currency'
  | 'locale'
  | 'termsDays'
  | 'poNumber'
  | 'notes'
  | 'firstName'
  | 'lastName'
  | 'contactName'
  | 'contactEmail'
  | 'contactPhone'
  | 'line1'
  | 'line2'
  | 'city'
  | 'region'
  | 'postalCode'
  | 'country'
  | 'address'
  | 'shipRecipient'
  | 'shipLine1'
  | 'shipLine2'
  | 'shipCity'
  | 'shipRegion'
  | 'shipPostalCode'
  | 'shipCountry'
  | 'archived'
  | 'role'

export type ProductField =
  | 'name'
  | 'description'
  | 'sku'
  | 'kind'
  | 'unit'
  | 'unitPrice'
  | 'currency'
  | 'tax'
  | 'taxIncluded'
  | 'archived'
  | 'role'

/** In the order in which a mapping screen offers them. */
export const clientFields: readonly ClientField[] = [
  'name',
  'clientNumber',
  'email',
  'phone',
  'website',
  'vatId',
  'taxNumber',
  'currency',
  'locale',
  'termsDays',
  'poNumber',
  'notes',
  'firstName',
  'lastName',
  'contactName',
  'contactEmail',
  'contactPhone',
  'line1',
  'line2',
  'city',
  'region',
  'postalCode',
  'country',
  'address',
  'shipRecipient',
  'shipLine1',
  'shipLine2',
  'shipCity',
  'shipRegion',
  'shipPostalCode',
  'shipCountry',
  'archived',
  'role',
]

/** In the order in which a mapping screen offers them. */
export const productFields: readonly ProductField[] = [
  'name',
  'description',
  'sku',
  'kind',
  'unit',
  'unitPrice',
  'currency',
  'tax',
  'taxIncluded',
  'archived',
  'role',
]

// One name after the other, separated by commas; the first that fits wins, so the exact names stand before the loose ones.
const clientNames: ColumnNames<ClientField> = {
  name:
    'client name,customer name,customer full name,company name,company,organization 1 name,default address company,organization,organisation,organization name,business name,display name,' +
    'customer,client,name,full name,account name,party,party name,party mame,contact name,kunde,kundenname,firma,firmenname,' +
    'name 1,unternehmen,nom,nom du client,client nom,societe,raison sociale,entreprise,tiers,cliente,nombre,nombre del cliente,' +
    'razon social,empresa,nome,nome cliente,ragione sociale,denominazione,azienda,klant,klantnaam,naam,bedrijf,bedrijfsnaam,' +
    'nome do cliente,razao social,client company name,debitor,auftraggeber',
  clientNumber:
    'client number,customer number,client id,customer id,customer code,client code,account number,account no,customer no,' +
    'client no,number,id number,reference,code,kundennummer,kundennr,kunden nr,debitorennummer,numero client,code client,' +
    'no client,numero de cliente,codigo de cliente,codice cliente,numero cliente,klantnummer,relatienummer,debiteurnummer,' +
    'codigo do cliente,numero do cliente',
  email:
    'email,e mail,email address,e mail address,e mail 1 value,mail,email id,emailid,main email,billing email,invoice email,client email,' +
    'customer email,primary email,e mail adresse,emailadresse,mailadresse,adresse e mail,adresse email,courriel,correo,' +
    'correo electronico,posta elettronica,indirizzo email,e mailadres,emailadres,correio eletronico,endereco de email,' +
    'primary email addr address',
  phone:
    'phone,phone number,phone numbers,office phone,phone 1 value,business phone,default address phone,telephone,tel,telephone number,phone no,work phone,main phone,business phone,telefon,telefonnummer,' +
    'tel nr,fon,telefono,numero de telefono,numero di telefono,telefoon,telefoonnummer,telefone,mobile,mobile phone,cell,' +
    'cell phone,handy,mobil,mobiltelefon,portable,movil,cellulare,mobiel,telemovel,celular,primary phone free form number',
  website:
    'website,web site,website 1 value,web page,url,web,homepage,site,site web,webseite,internet,sitio web,pagina web,sito,sito web,web addr uri',
  vatId:
    'vat number,vat id,vat no,vat,vat registration number,vat reg no,tax id number vat,eu vat,vatin,gstin,gst number,gst no,' +
    'abn,ust idnr,ust id,ust id nr,ustid,ustidnr,umsatzsteuer id,umsatzsteuer identifikationsnummer,uid,uid nummer,' +
    'numero tva,tva,no tva,tva intracommunautaire,numero de tva intracommunautaire,tva intra,nif iva,numero iva,partita iva,p iva,' +
    'piva,btw nummer,btw,btw id,btw identificatienummer,numero de iva,vat intra short',
  taxNumber:
    'tax number,tax id,tax no,tax registration number,company number,registration number,company registration number,ein,' +
    'steuernummer,st nr,steuer nr,siret,siren,numero fiscal,nif,cif,dni,identificacion fiscal,codice fiscale,cf,kvk,kvk nummer,id prof1,' +
    'contribuinte,cnpj,cpf,nipc,numero de contribuinte,primary tax identifier',
  currency:
    'currency,currency code,customer currency,client currency,default currency,invoice currency,wahrung,waehrung,devise,monnaie,moneda,' +
    'divisa,valuta,moeda,currency ref value',
  locale: 'language,locale,default language,sprache,langue,idioma,lingua,taal,lingua padrao,default language',
  termsDays:
    'payment terms,terms,terms days,due days,net days,payment term,payment terms days,zahlungsziel,zahlungsfrist,' +
    'delai de paiement,conditions de paiement,plazo de pago,condiciones de pago,termini di pagamento,betalingstermijn,' +
    'prazo de pagamento,condicoes de pagamento',
  poNumber: 'po number,po no,purchase order,default po number,bestellnummer,numero de commande,numero de pedido',
  notes:
    'notes,note,public notes,private notes,comment,comments,remarks,remark,memo,description,notiz,notizen,bemerkung,' +
    'bemerkungen,anmerkung,kommentar,remarque,remarques,commentaire,notas,nota,observaciones,osservazioni,opmerking,opmerkingen,' +
    'observacoes,delivery instructions',
  firstName:
    'first name,first,given name,forename,contact first name,firstname,vorname,prenom,nombre de pila,nome proprio,voornaam,' +
    'primeiro nome,contact person first name',
  lastName:
    'last name,last,surname,family name,contact last name,lastname,nachname,familienname,nom de famille,apellido,apellidos,cognome,' +
    'achternaam,sobrenome,apelido,contact person last name',
  contactName:
    'contact,contact person,primary contact,main contact,attention,attn,billing attention,ansprechpartner,kontakt,' +
    'kontaktperson,interlocuteur,persona de contacto,contacto,referente,persona di contatto,contatto,contactpersoon,' +
    'pessoa de contato,contato',
  contactEmail:
    'contact email,contact e mail,contact email address,ansprechpartner email,email du contact,correo de contacto',
  contactPhone: 'contact phone,contact phone number,ansprechpartner telefon,telephone du contact,telefono de contacto',
  line1:
    'billing street,street,address 1 street,business street,default address address1,address line 1,address line1,address1,address 1,street address,street 1,street1,billing address,' +
    'billing address 1,billing address1,billing address line 1,billing street1,billing street 1,po address line1,sa address line1,address line one,' +
    'strasse,str,strasse und hausnummer,anschrift,rue,numero et rue,adresse 1,adresse ligne 1,adresse1,calle,direccion 1,domicilio,' +
    'via,indirizzo 1,straat,straat en huisnummer,adres 1,rua,endereco 1,logradouro,bill addr line1,default address line 1,' +
    'card address line1',
  line2:
    'billing apt suite,address 1 extended address,business street 2,default address address2,apt suite,apt,suite,address line 2,address line2,address2,address 2,street 2,street2,billing street2,' +
    'billing street 2,billing address 2,billing address2,billing address line 2,po address line2,sa address line2,adresszusatz,' +
    'zusatz,adresse 2,adresse ligne 2,complement,complement d adresse,direccion 2,indirizzo 2,adres 2,toevoeging,endereco 2,' +
    'complemento,bill addr line2,po address line3,po address line4,bill addr line3,bill addr line4,address line 3,card address line2',
  city:
    'city,town,address 1 city,business city,default address city,billing city,city town,town city,po city,sa city,locality,municipality,suburb,ort,stadt,wohnort,ville,localite,commune,ciudad,' +
    'poblacion,localidad,citta,comune,stad,plaats,woonplaats,cidade,bill addr city,card address city',
  region:
    'state,province,address 1 region,business state,default address province code,region,county,state province,province state,billing state,billing state province,billing province,po region,' +
    'sa region,bundesland,kanton,departement,provincia,comunidad autonoma,regione,prov,provincie,estado,distrito,' +
    'bill addr country sub division code,card address state',
  postalCode:
    'postal code,zip,address 1 postal code,business postal code,default address zip,zip code,postcode,post code,postal code zip code,zip postal code,postal zip code,billing postal code,billing zip,' +
    'billing code,billing zip code,po postal code,sa postal code,plz,postleitzahl,code postal,cp,codigo postal,cap,codice postale,cep,codigo postal cp,' +
    'zip s cp,bill addr postal code,card address zip',
  country:
    'country,country code,address 1 country,business country region,default address country code,billing country,po country,sa country,nation,land,staat,pays,pais,paese,nazione,stato,lander,bill addr country,' +
    'card address country',
  address:
    'address,full address,postal address,mailing address,invoice address,adresse,rechnungsadresse,postanschrift,direccion,' +
    'indirizzo,adres,factuuradres,endereco,morada',
  shipRecipient: 'ship to contact,shipping attention,shipping name,ship to name,delivery name,lieferempfanger',
  shipLine1:
    'shipping street,shipping address,shipping address 1,shipping address1,shipping address line 1,ship to address line 1,' +
    'shipping street1,delivery address,delivery street,lieferadresse,lieferanschrift,adresse de livraison,ship addr line1',
  shipLine2:
    'shipping apt suite,shipping street2,shipping street 2,shipping address 2,shipping address2,shipping address line 2,' +
    'ship to address line 2,ship addr line2',
  shipCity: 'shipping city,ship to city,delivery city,ship addr city',
  shipRegion:
    'shipping state,shipping province,shipping state province,ship to province state,ship to state,ship addr country sub division code',
  shipPostalCode:
    'shipping postal code,shipping zip,shipping code,shipping zip code,ship to postal code zip code,ship to postal code,' +
    'ship addr postal code',
  shipCountry: 'shipping country,ship to country,delivery country,ship addr country',
  archived: 'archived at,archived,is archived,inactive,is inactive,archiviert,archive',
  role: 'role,contact type,party type,customer type,relationship type',
}

const productNames: ColumnNames<ProductField> = {
  name:
    'product name,item name,service name,product service name,product,item,service,name,title,item description name,artikel,' +
    'artikelname,artikelbezeichnung,bezeichnung,produkt,produktname,leistung,nom,nom du produit,produit,article,designation,' +
    'libelle,prestation,nombre,producto,articulo,servicio,nome,nome prodotto,prodotto,articolo,servizio,naam,productnaam,dienst,' +
    'omschrijving,nome do produto,produto,servico,product key,item product',
  description:
    'description,notes,details,long description,sales description,item description,product description,memo,beschreibung,' +
    'langtext,description longue,descripcion,descrizione,beschrijving,toelichting,descricao,note,detalle,comment',
  sku:
    'sku,variant sku,item code,product code,code,article number,part number,product id,item number,item no,item id,artikelnummer,artikel nr,artnr,' +
    'produktnummer,reference,ref,reference produit,code article,referencia,codigo,codigo de producto,codice,codice articolo,' +
    'artikelcode,productcode,codigo do produto,barcode,bar code,ean',
  kind: 'type,kind,item type,product type,category type,typ,art,produktart,tipo,soort,type de produit',
  unit:
    'unit,unit type,usage unit,unit of measure,uom,unit name,measure,einheit,mengeneinheit,unite,unidad,unita,unita di misura,eenheid,unidade,' +
    'sales unit',
  unitPrice:
    'unit price,price,rate,sales price,regular price,retail price,base price,variant price,price excl tax,selling price,sale price,sales unit price,unit cost,cost,amount,unit amount,list price,' +
    'net price,default price,sales price rate,price per unit,preis,einzelpreis,stuckpreis,verkaufspreis,nettopreis,' +
    'preis netto,prix,prix unitaire,prix de vente,prix ht,prix unitaire ht,tarif,precio,precio unitario,precio de venta,tarifa,prezzo,' +
    'prezzo unitario,prezzo di vendita,tariffa,prijs,stukprijs,verkoopprijs,tarief,preco,preco unitario,preco de venda,valor unitario,' +
    'ansatz,montant,betrag',
  currency: clientNames.currency ?? '',
  tax:
    'tax,tax rate,tax name,vat,vat rate,sales tax,tax code,tax1 name,tax 1,tax rate 1,tax percent,tax percentage,steuer,steuersatz,mwst,' +
    'mwst satz,ust,umsatzsteuer,tva,taux tva,taux de tva,iva,tipo iva,aliquota,aliquota iva,btw,btw tarief,taxa iva,imposto,sales tax code',
  taxIncluded:
    'tax included,tax inclusive,includes tax,is tax inclusive,price includes tax,inclusive of tax,inkl mwst,sales tax included,ttc',
  archived: 'archived at,archived,is archived,inactive,is inactive,archiviert,archive',
  role: 'for,used for',
}

// Words of other kinds of files: they only help to tell a header from data.
const otherNames =
  'date,amount,status,invoice,invoice number,invoice #,invoice no,invoice date,due date,quantity,qty,total,subtotal,balance,discount,payee,' +
  'account,category,project,task,duration,start date,end date,start time,end time,hours,user,tags,billable,gross,net,fee,time,' +
  'transaction id,created,id,created at,updated at,paid,paid to date,inflow,outflow,notes,quote number,vendor,datum,montant,date issued'

const clientIndex = columnIndex(clientNames)
const productIndex = columnIndex(productNames)
const known: ReadonlyMap<string, true> = new Map(
  [
    ...clientIndex.keys(),
    ...productIndex.keys(),
    ...contractIndex.keys(),
    ...usageIndex.keys(),
    ...purchaseIndex.keys(),
    ...splitNames(otherNames),
  ].map((name) => [name, true]),
)

/** Whether a cell is a name that columns are known to have. */
export function knownName(cell: string): boolean {
  return lookUpColumn(known, cell) === true
}

/** The client field that a column's name says; undefined when it says none. */
export function clientFieldOf(column: string): NamedField<ClientField> | undefined {
  return lookUpColumn(clientIndex, column)
}

/** The product field that a column's name says; undefined when it says none. */
export function productFieldOf(column: string): NamedField<ProductField> | undefined {
  return lookUpColumn(productIndex, column)
}
