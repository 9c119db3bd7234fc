/** What the keys of `natsx top` do: nats-top's. */

/** What servers sort connections by (CONNZ). */
export const SORT_KEYS = [
  'cid',
  'start',
  'subs',
  'pending',
  'msgs_to',
  'msgs_from',
  'bytes_to',
  'bytes_from',
  'last',
  'idle',
  'uptime',
  'stop',
  'reason',
  'rtt',
] as const;

/** What is shown, and how. */
export interface TopView {
  readonly sort: string;
  readonly limit: number;
  readonly hasSubscriptions: boolean;
  readonly hasNames: boolean;
  readonly isRaw: boolean;
  readonly hasRates: boolean;
  readonly hasHelp: boolean;
  /** What is being typed, and what for. */
  readonly question: { readonly what: 'sort' | 'limit'; readonly typed: string } | undefined;
  /** Why the last answer was not taken. */
  readonly complaint: string;
}

/** The view after a key; `q` is not asked about here unless it is part of an answer. */
export function pressed(view: TopView, key: string): TopView {
  if (view.question !== undefined) return answering(view, key);
  if (view.hasHelp) return { ...view, hasHelp: false };
  const calm = { ...view, complaint: '' };
  if (key === 'o') return { ...calm, question: { what: 'sort', typed: '' } };
  if (key === 'n') return { ...calm, question: { what: 'limit', typed: '' } };
  if (key === 's') return { ...calm, hasSubscriptions: !view.hasSubscriptions };
  if (key === 'd') return { ...calm, hasNames: !view.hasNames };
  if (key === 'b') return { ...calm, isRaw: !view.isRaw };
  if (key === ' ') return { ...calm, hasRates: !view.hasRates };
  if (key === 'h' || key === '?') return { ...calm, hasHelp: true };
  return calm;
}

/** What stands above the connections. */
export function promptOf({ question, sort, limit, complaint }: TopView): string {
  if (question === undefined) return complaint;
  const now = question.what === 'sort' ? `sort by [${sort}]` : `limit   [${limit}]`;
  return `${now}: ${question.typed}`;
}

function answering(view: TopView, key: string): TopView {
  const { what, typed } = view.question!;
  if (key === '\r' || key === '\n') return answered({ ...view, question: undefined }, what, typed);
  if (key === '\x1b') return { ...view, question: undefined };
  if (key === '\x7f' || key === '\b')
    return { ...view, question: { what, typed: typed.slice(0, -1) } };
  if (!/^[a-z_\d]$/i.test(key) || typed.length >= 20) return view;
  return { ...view, question: { what, typed: typed + key } };
}

/** Nothing typed is nothing changed. */
function answered(view: TopView, what: 'sort' | 'limit', typed: string): TopView {
  if (typed === '') return view;
  if (what === 'limit') {
    if (/^[1-9]\d{0,5}$/.test(typed)) return { ...view, limit: Number(typed) };
    return { ...view, complaint: `invalid limit: ${typed}` };
  }
  if ((SORT_KEYS as readonly string[]).includes(typed)) return { ...view, sort: typed };
  return { ...view, complaint: `invalid order: ${typed}` };
}

export const TOP_HELP = `Key      What it does

o        Sort by what is typed then, up to Enter: cid, subs, pending, msgs_to,
         msgs_from, bytes_to, bytes_from, idle, last, uptime, start, rtt;
         --sort on the command line
n        Show as many connections as is typed then, the first ones in that
         order; --conns on the command line
s        Show or hide the subscriptions of connections
d        Show names or addresses of clients
b        Show numbers as they are, or with K and M
space    Show what goes through connections per second, or in all
h ?      Show this
q        Quit

Any key goes back.
`;
