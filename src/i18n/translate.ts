/// <reference path="./virtual-texts.d.ts" />
// Every text on screen: `t('area.key', values)`. Keys are checked by the compiler, values and missing messages at run
// time in development and tests, where both are errors.
import { type Messages, setupI18n } from '@lingui/core'
import type { messages as english } from './catalogs/en/index.ts'

/** Every message id of the English catalogue, which is the complete one. */
export type MessageKey = keyof typeof english

export type MessageValues = Readonly<Record<string, string | number>>

type LoadAreas = () => Promise<{ readonly areas: Readonly<Record<string, string>> }>

const loaders: Readonly<Record<string, { readonly first: LoadAreas; readonly later: LoadAreas }>> = {
  en: { first: () => import('virtual:texts/en'), later: () => import('virtual:texts/en/later') },
}

// An area's messages are parsed when the first of them is shown: the first screen shows a tenth of all.
let unparsed = new Map<string, string>()
let parsed: Messages = {}
let parsedLanguage = ''
const strict = import.meta.env.DEV

// While developing and in tests everything is there at once.
let wantsLater: boolean = strict
let laterIsOf = ''

const i18n = setupI18n({
  missing: (locale, id) => {
    if (strict) throw new Error(`No message "${id}" in catalogue "${locale}"`)
    return id
  },
})

/** The languages that have a catalogue, as BCP 47 primary tags. */
export const availableLanguages: readonly string[] = Object.keys(loaders)

/** The best catalogue for a BCP 47 tag such as `en-GB`; English when there is none. */
export function catalogFor(tag: string): string {
  const primary = tag.toLowerCase().split('-')[0] ?? 'en'
  return primary in loaders ? primary : 'en'
}

/**
 * Loads and activates the catalogue for a BCP 47 tag. The tag itself stays active for number and plural rules inside
 * messages, so `en-GB` reads the English texts with British rules.
 */
export async function loadLanguage(tag: string): Promise<void> {
  const language = catalogFor(tag)
  const load = loaders[language] as (typeof loaders)[string]
  const { areas } = await load.first()
  if (parsedLanguage !== language) {
    unparsed = new Map(Object.entries(areas))
    parsed = {}
    parsedLanguage = language
    laterIsOf = ''
  }
  if (wantsLater) await bringLater()
  i18n.loadAndActivate({ locale: language, locales: [tag, language], messages: parsed })
}

/**
 * Brings the texts of the screens that are loaded when they are opened: to be awaited before such a screen draws. Before
 * any language was loaded, the first one brings them.
 */
export async function loadLaterTexts(): Promise<void> {
  wantsLater = true
  await bringLater()
}

async function bringLater(): Promise<void> {
  const language = parsedLanguage
  if (language === '' || laterIsOf === language) return
  const { areas } = await (loaders[language] as (typeof loaders)[string]).later()
  if (parsedLanguage !== language || laterIsOf === language) return
  laterIsOf = language
  for (const [area, text] of Object.entries(areas)) unparsed.set(area, text)
}

/** The compiled message of an id in the active language, its area parsed if need be. */
function messageOf(id: string): unknown {
  const area = id.slice(0, id.indexOf('.'))
  const text = unparsed.get(area)
  if (text !== undefined) {
    unparsed.delete(area)
    Object.assign(parsed, JSON.parse(text))
  }
  return Object.hasOwn(parsed, id) ? parsed[id] : undefined
}

/** The language whose catalogue is active; empty before `loadLanguage` has resolved. */
export function currentLanguage(): string {
  return i18n.locale
}

/**
 * The text of a message in the active language. Values are shown exactly as given: lingui decodes `\u0041` in its
 * result, which must not happen to what a person typed, so backslashes of values travel as a stand-in.
 */
export function t(id: MessageKey, values?: MessageValues): string {
  const message = messageOf(id)
  if (strict && Array.isArray(message)) requireValues(id, message, values ?? {})
  if (values === undefined || !hasBackslash(values)) return i18n._(id, values as Record<string, unknown> | undefined)
  return i18n._(id, withStandIns(values)).replaceAll(standIn, '\\')
}

/** The same for ids made at run time (problem and event codes): undefined when the catalogue has no such message. */
export function translateIfKnown(id: string, values?: MessageValues): string | undefined {
  return messageOf(id) !== undefined ? t(id as MessageKey, values) : undefined
}

const standIn = '\uFDD0'

function hasBackslash(values: MessageValues): boolean {
  return Object.values(values).some((value) => typeof value === 'string' && value.includes('\\'))
}

function withStandIns(values: MessageValues): Record<string, string | number> {
  const safe: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(values)) {
    safe[name] = typeof value === 'string' ? value.replaceAll('\\', standIn) : value
  }
  return safe
}

/** lingui prints nothing for a value that was not given; a sentence with a hole is an error while developing. */
function requireValues(id: string, tokens: readonly unknown[], values: MessageValues): void {
  for (const token of tokens) {
    if (!Array.isArray(token)) continue
    const [name, type, choices] = token as [string, string?, unknown?]
    if (values[name] === undefined) throw new Error(`Message "${id}" needs a value for "${name}"`)
    if (choices === null || typeof choices !== 'object' || type === undefined) continue
    for (const branch of Object.values(choices)) if (Array.isArray(branch)) requireValues(id, branch, values)
  }
}
