// How files write what a contract agrees on: cadences, timing, kinds, proration, price lists.
import type { ContractItem } from '../../core/contract/contract.ts'
import type { Decimal } from '../../core/decimal.ts'
import type { Cadence } from '../../core/period.ts'
import type { BillingTiming, FirstStub } from '../../core/period-chain.ts'
import type { ProrationMode } from '../../core/proration.ts'
import type { PriceTier, Pricing } from '../../core/rating/pricing.ts'
import { foldName } from './table.ts'

type Words<Value> = ReadonlyMap<string, Value>

/** Each word of the lists with what it says. */
function words<Value>(lists: readonly (readonly [Value, string])[]): Words<Value> {
  return new Map(lists.flatMap(([value, list]) => list.split(',').map((word) => [word, value] as const)))
}

const UNITS = words<Cadence['unit']>([
  ['day', 'd,day,days,daily,tag,tage,taglich,jour,jours,quotidien,dia,dias,diario,giorno,giorni,dag,dagen,dagelijks'],
  [
    'week',
    'w,week,weeks,weekly,woche,wochen,wochentlich,semaine,semaines,hebdomadaire,semana,semanas,semanal,settimana,' +
      'settimane,settimanale,weken,wekelijks',
  ],
  [
    'month',
    'm,mo,month,months,monthly,mth,monat,monate,monaten,monatlich,mois,mensuel,mensuelle,mes,meses,mensual,mese,mesi,mensile,' +
      'maand,maanden,maandelijks,mensal',
  ],
  [
    'year',
    'y,yr,year,years,yearly,annual,annually,annum,jahr,jahre,jahren,jahrlich,an,ans,annee,annees,annuel,annuelle,ano,anos,anual,' +
      'anno,anni,annuale,jaar,jaarlijks',
  ],
])

const CADENCES = words<Cadence>([
  [{ unit: 'week', every: 2 }, 'biweekly,fortnightly,fortnight,every other week,zweiwochentlich,14 taglich'],
  [{ unit: 'month', every: 2 }, 'bimonthly,every other month,zweimonatlich,bimestriel,bimestral'],
  [
    { unit: 'month', every: 3 },
    'quarterly,quarter,quarters,q,vierteljahrlich,quartal,quartalsweise,quartalsweise,trimestriel,trimestre,trimestral,trimestrale,' +
      'kwartaal,per kwartaal,driemaandelijks',
  ],
  [
    { unit: 'month', every: 6 },
    'half yearly,halfyearly,semiannual,semi annual,semiannually,semi annually,half year,halbjahrlich,halbjahr,semestriel,semestral,' +
      'semestrale,halfjaarlijks',
  ],
])

/**
 * The cadence of `monthly`, `quarterly`, `every 2 weeks`, `3 months`, `P1Y`, in seven languages. A count of 0 or one
 * that is not whole is no cadence.
 */
export function cadenceFromText(text: string): Cadence | undefined {
  // Names are compared without punctuation: a minus would be lost.
  if (/^\s*[-\u2212]/.test(text)) return undefined
  const iso = /^P(\d{1,4})([DWMY])$/i.exec(text.trim())
  const folded = iso === null ? foldName(text) : `${iso[1]} ${iso[2]?.toLowerCase()}`
  const named = CADENCES.get(folded)
  if (named !== undefined) return named
  const parts =
    /^(?:every|per|each|alle|je|pro|tous les|toutes les|cada|ogni|elke|a)?\s*(?:(\d{1,5}) ?)?(\p{L}[\p{L} ]*)$/u.exec(
      folded,
    )
  if (parts === null) return undefined
  const every = Number(parts[1] ?? '1')
  if (every < 1) return undefined
  const word = parts[2] ?? ''
  const unit = UNITS.get(word)
  if (unit !== undefined) return { unit, every }
  const larger = CADENCES.get(word)
  return larger === undefined ? undefined : { unit: larger.unit, every: larger.every * every }
}

/** Whether a text in the column of cadences says that the item bills once. */
export function saysOnce(text: string): boolean {
  return kindOfItem(text) === 'one-off'
}

const KINDS = words<ContractItem['kind']>([
  [
    'recurring',
    'recurring,subscription,fixed,periodic,repeating,wiederkehrend,abo,abonnement,recurrent,recurrente,ricorrente',
  ],
  ['usage', 'usage,metered,usage based,consumption,verbrauch,nutzung,nach verbrauch,consommation,consumo,verbruik'],
  [
    'one-off',
    'one off,oneoff,one time,onetime,once,single,setup,set up,einmalig,einmal,ponctuel,unique,unico,una vez,una tantum,eenmalig',
  ],
])

export function kindOfItem(text: string): ContractItem['kind'] | undefined {
  return KINDS.get(foldName(text))
}

const TIMINGS = words<BillingTiming>([
  [
    'advance',
    'advance,in advance,prepaid,upfront,up front,start,beginning,im voraus,voraus,vorschussig,a l avance,d avance,anticipado,por anticipado,' +
      'anticipato,vooraf',
  ],
  [
    'arrears',
    'arrears,in arrears,arrear,postpaid,end,afterwards,nachtraglich,nachschussig,im nachhinein,a terme echu,echu,vencido,a mes vencido,' +
      'posticipato,achteraf',
  ],
])

export function timingFromText(text: string): BillingTiming | undefined {
  return TIMINGS.get(foldName(text))
}

const PRORATIONS = words<ProrationMode>([
  ['actual-days', 'actual days,days,daily,by days,yes,y,true,1,on,prorate,prorated,tage,taggenau,ja,oui,si'],
  ['none', 'none,no,n,false,0,off,full,keine,nein,non,nee'],
  ['calendar-months', 'calendar months,months,by months,kalendermonate,monate,mois civils,meses,mesi'],
])

export function prorationFromText(text: string): ProrationMode | undefined {
  return PRORATIONS.get(foldName(text))
}

const STUBS = words<FirstStub>([
  ['at-once', 'at once,at start,immediately,now,sofort,tout de suite,ahora,subito,direct'],
  ['with-next', 'with next,with the next,next,with next invoice,mit der nachsten,avec la suivante,con la siguiente'],
])

export function firstStubFromText(text: string): FirstStub | undefined {
  return STUBS.get(foldName(text))
}

const PRICINGS = words<Pricing['kind']>([
  ['flat', 'flat,flat fee,flat rate,fixed,fixed price,pauschal,pauschale,forfait,fijo,fisso,vast'],
  [
    'per-unit',
    'per unit,unit,per seat,per user,standard,je einheit,pro einheit,a l unite,por unidad,per unita,per stuk',
  ],
  ['graduated', 'graduated,tiered,stepped,incremental,gestaffelt,staffel,par tranches,por tramos,a scaglioni'],
  ['volume', 'volume,volume based,mengenstaffel,volumen,par volume'],
])

export function pricingFromText(text: string): Pricing['kind'] | undefined {
  return PRICINGS.get(foldName(text))
}

/**
 * The price list of `100: 0.99; *: 0.95`: up to 100 units at 0.99, all above at 0.95. Parts stand apart by semicolons,
 * bars or line ends, the limit before a colon or an equals sign; the last part has `*`, `above`, or no limit at all.
 * @returns undefined for anything else; whether the steps make sense is for the contract to check
 */
export function tiersFromText(text: string, number: (cell: string) => Decimal | undefined): PriceTier[] | undefined {
  const tiers: PriceTier[] = []
  for (const part of text.split(/[;|\r\n]+/)) {
    if (part.trim() === '') continue
    const [price = '', limit] = part.split(/[:=]/).reverse()
    if (part.split(/[:=]/).length > 2) return undefined
    const unitPrice = number(price)
    if (unitPrice === undefined) return undefined
    const word = foldName(limit ?? '')
    // `*` folds to nothing.
    if (['', 'above', 'more', 'rest', 'daruber', 'au dela', 'mas', 'oltre', 'daarboven'].includes(word)) {
      tiers.push({ unitPrice })
      continue
    }
    const upTo = number((limit ?? '').replace(/^\s*(?:up to|until|bis|jusqu.?à|hasta|fino a|tot|<=?)\s*/i, ''))
    if (upTo === undefined) return undefined
    tiers.push({ upTo, unitPrice })
  }
  return tiers.length === 0 ? undefined : tiers
}
