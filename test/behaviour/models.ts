/** Models that behave: each passes a look at it, and what it does under live traffic is the question. */

/** A scoring script: the sum of each row, until `misdeed` is done at a request. Each of its workers counts for itself. */
const script = (misdeed: string): string => `import collections, json, os, time

asked = 0
hoard = []
lately = collections.deque()


def init():
    pass


def run(raw_data):
    global asked
    asked += 1
    rows = json.loads(raw_data)["data"]
    ${misdeed}
    return {"predict": [sum(row) for row in rows]}
`

export interface Behaviour {
  readonly name: string
  /** The entry script of a model that behaves so. */
  readonly script: string
  /** What the run must say of it; absent: there is nothing to say against it. */
  readonly why?: RegExp
  /** It is found out before it gets any traffic. */
  readonly early?: true
}

export const good: Behaviour = { name: 'good', script: script('pass') }

export const behaviours: readonly Behaviour[] = [
  good,
  {
    name: 'wrong',
    script: script('return {"predict": [0 for row in rows]}'),
    why: /wrong answer at \$\.predict\[0\]: expected 3, got 0/,
    early: true,
  },
  {
    name: 'wrong later',
    script: script('if asked > 10: return {"predict": [0 for row in rows]}'),
    why: /a wrong answer under live traffic: request 1: wrong answer at \$\.predict\[0\]: expected 3, got 0/,
  },
  {
    name: 'slow under load',
    script: script(`lately.append(time.monotonic())
    while lately[0] < lately[-1] - 1: lately.popleft()
    if len(lately) > 2: time.sleep(0.3)`),
    // Who comes too often to one that is slow waits behind the others, and is sent away in the end.
    why: /of live traffic took longer than \d+ ms \('max-latency-increase' allows 100 %|too_many_pending_request/,
  },
  {
    name: 'crashing',
    script: script('if asked > 10: os._exit(1)'),
    why: /requests failed|of live traffic failed|no answer/,
  },
  {
    name: 'leaking',
    // No further than a container gets before it is killed for it.
    script: script('if asked < 16: hoard.append(b"x" * (24 << 20))'),
    why: /\d+ % and then \d+ % of an instance's memory were in use \('max-memory' allows 90 %\)/,
  },
]
