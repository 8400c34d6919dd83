// Our own few line icons, 20 x 20, one stroke: no icon library for thirty shapes.
const shapes = {
  home: 'M3 9.5 10 3.5l7 6V16a1 1 0 0 1-1 1h-3.5v-4.5h-5V17H4a1 1 0 0 1-1-1z',
  clients:
    'M7.5 9a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.5 16.5c0-2.6 2.2-4.5 5-4.5s5 1.9 5 4.5M13 3.8a2.75 2.75 0 0 1 0 5M14.5 12.3c1.8.6 3 2.1 3 4.2',
  charges: 'M4 5h12M4 10h12M4 15h7',
  products: 'M10 2.8 16.5 6.2v7.6L10 17.2l-6.5-3.4V6.2zM3.5 6.2 10 9.7l6.5-3.5M10 9.7v7.5',
  contracts: 'M4.5 4.5h11v9l-3 3h-8zM15.5 13.5h-3v3M7.5 8h5M7.5 11h2.5',
  invoices: 'M5 2.8h7l3.5 3.5v10.9H5zM12 2.8v3.5h3.5M7.5 10h5M7.5 13h5',
  payments: 'M2.8 5.5h14.4v9H2.8zM2.8 8.5h14.4M5.5 12h3',
  settings:
    'M10 12.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2ZM10 2.8v2M10 15.2v2M2.8 10h2M15.2 10h2M4.9 4.9l1.4 1.4M13.7 13.7l1.4 1.4M4.9 15.1l1.4-1.4M13.7 6.3l1.4-1.4',
  data: 'M10 7.5c3.6 0 6.5-1 6.5-2.25S13.6 3 10 3 3.5 4 3.5 5.25 6.4 7.5 10 7.5ZM3.5 5.25v9.5C3.5 16 6.4 17 10 17s6.5-1 6.5-2.25v-9.5M3.5 10c0 1.25 2.9 2.25 6.5 2.25s6.5-1 6.5-2.25',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  plus: 'M10 4v12M4 10h12',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  check: 'm4 10.5 4 4 8-9',
  close: 'm5 5 10 10M15 5 5 15',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  right: 'M8 4.5 13.5 10 8 15.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  up: 'M4.5 12.5 10 7l5.5 5.5',
  arrowUp: 'M10 16V4M5 9l5-5 5 5',
  arrowDown: 'M10 4v12M5 11l5 5 5-5',
  grip: 'M7.5 5h.01M7.5 10h.01M7.5 15h.01M12.5 5h.01M12.5 10h.01M12.5 15h.01',
  edit: 'M12.5 4.5 15.5 7.5 7 16H4v-3z',
  trash: 'M4 5.5h12M8 5.5V3.5h4v2M5.5 5.5 6.3 16.5h7.4l.8-11M8.5 8.5v5M11.5 8.5v5',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
  upload: 'M10 13V4M6.5 7 10 3.5 13.5 7M3.5 13v3.5h13V13',
  download: 'M10 3.5v9M6.5 9 10 12.5 13.5 9M3.5 13v3.5h13V13',
  share: 'M10 12V3.5M6.8 6.5 10 3.3l3.2 3.2M6 9H4.5v8h11V9H14',
  print: 'M6 7V3.5h8V7M6 13.5H3.5V7h13v6.5H14M6 11.5h8v5H6z',
  calendar: 'M3.5 5h13v11.5h-13zM3.5 8.5h13M7 3v3M13 3v3',
  alert: 'M10 3.2 17.5 16.5h-15zM10 8v4M10 14.3h.01',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.3v4M10 6.8h.01',
  shield: 'M10 2.8 16 5v4.7c0 3.6-2.5 6.2-6 7.5-3.5-1.3-6-3.9-6-7.5V5z',
  filter: 'M3.5 5h13M6 10h8M8.5 15h3',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
  external: 'M8 4H4v12h12v-4M11.5 3.5h5v5M16.5 3.5 9.5 10.5',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  undo: 'M7 4 3.5 7.5 7 11M3.5 7.5h8.2a4.3 4.3 0 0 1 0 8.5H7',
  switch: 'M6.5 3.5 3.5 6.5l3 3M3.5 6.5h13M13.5 10.5l3 3-3 3M16.5 13.5h-13',
  mail: 'M2.8 5h14.4v10.5H2.8zM3 5.5l7 5.5 7-5.5',
  box: 'M3 6.5 4.5 3h11L17 6.5V17H3zM3 6.5h14M8 10h4',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.8',
  bell: 'M10 3a4.5 4.5 0 0 1 4.5 4.5v3.2l1.5 2.8H4l1.5-2.8V7.5A4.5 4.5 0 0 1 10 3ZM8.2 15.8a1.9 1.9 0 0 0 3.6 0',
  automation: 'M4 8.2A6.3 6.3 0 0 1 15.3 6M15.8 3v3.2h-3.2M16 11.8A6.3 6.3 0 0 1 4.7 14M4.2 17v-3.2h3.2',
  wallet: 'M3 6.5 13.5 3v3.5M3 6.5h14v10H3zM13 11.5h.01',
} as const

export type IconName = keyof typeof shapes

/** A decorative line icon in the colour of its text; the word beside it carries the meaning. */
export function Icon(props: {
  readonly name: IconName
  readonly size?: 14 | 16 | 20 | 24
  readonly className?: string | undefined
}) {
  const size = props.size ?? 20
  return (
    <svg
      className={props.className}
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={props.name === 'more' || props.name === 'grip' ? 2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={shapes[props.name]} />
    </svg>
  )
}
