// Which currency a country uses by default (ISO 4217 list of entities): a first guess for a fresh account.
import type { CurrencyCode } from './money.ts'

const LIST =
  'EUR:AD,AT,AX,BE,BL,CY,DE,EE,ES,FI,FR,GF,GP,GR,HR,IE,IT,LT,LU,LV,MC,ME,MF,MQ,MT,NL,PM,PT,RE,SI,SK,SM,VA,XK,YT BGN:BG ' +
  'USD:US,AS,BQ,EC,FM,GU,IO,MH,MP,PR,PW,SV,TC,TL,UM,VG,VI GBP:GB,GG,IM,JE CHF:CH,LI CAD:CA AUD:AU,CC,CX,HM,KI,NF,NR,TV ' +
  'NZD:NZ,CK,NU,PN,TK JPY:JP CNY:CN HKD:HK TWD:TW KRW:KR SGD:SG INR:IN,BT IDR:ID MYR:MY THB:TH PHP:PH VND:VN PKR:PK BDT:BD ' +
  'LKR:LK NPR:NP SEK:SE NOK:NO,SJ,BV DKK:DK,FO,GL ISK:IS PLN:PL CZK:CZ HUF:HU RON:RO RSD:RS UAH:UA TRY:TR RUB:RU GEL:GE ' +
  'AMD:AM AZN:AZ KZT:KZ UZS:UZ MDL:MD ALL:AL MKD:MK BAM:BA BYN:BY ILS:IL,PS AED:AE SAR:SA QAR:QA KWD:KW BHD:BH OMR:OM ' +
  'JOD:JO LBP:LB IQD:IQ EGP:EG MAD:MA,EH TND:TN DZD:DZ LYD:LY ZAR:ZA NGN:NG KES:KE GHS:GH UGX:UG TZS:TZ ETB:ET RWF:RW ' +
  'ZMW:ZM BWP:BW NAD:NA MZN:MZ AOA:AO MUR:MU XOF:BF,BJ,CI,GW,ML,NE,SN,TG XAF:CF,CG,CM,GA,GQ,TD XPF:NC,PF,WF ' +
  'XCD:AG,AI,DM,GD,KN,LC,MS,VC BRL:BR MXN:MX ARS:AR CLP:CL COP:CO PEN:PE UYU:UY PYG:PY BOB:BO VES:VE CRC:CR GTQ:GT ' +
  'HNL:HN NIO:NI PAB:PA DOP:DO JMD:JM TTD:TT BBD:BB BSD:BS BZD:BZ GYD:GY HTG:HT BMD:BM KYD:KY AWG:AW MOP:MO MNT:MN ' +
  'KHR:KH LAK:LA MMK:MM BND:BN MVR:MV FJD:FJ PGK:PG WST:WS TOP:TO VUV:VU SBD:SB'

const byCountry: ReadonlyMap<string, CurrencyCode> = new Map(
  LIST.split(' ').flatMap((entry) => {
    const [currency = '', countries = ''] = entry.split(':')
    return countries.split(',').map((country) => [country, currency as CurrencyCode] as const)
  }),
)

/** The currency of a country by its ISO 3166-1 alpha-2 code; US dollars where the table has none. */
export function currencyOfCountry(country: string): CurrencyCode {
  return byCountry.get(country) ?? ('USD' as CurrencyCode)
}
