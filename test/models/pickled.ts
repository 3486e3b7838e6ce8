/** A scikit-learn model without Python: what tests deploy that are not about what it predicts. */

export interface Pickled {
  /** Another note makes it another model. */
  readonly note: string
  /** The version of scikit-learn that it says saved it. */
  readonly version?: string
  /** Bytes of zeros that it carries along. */
  readonly ballast?: number
}

/** The pickle of a fitted sklearn.dummy.DummyClassifier of four features. */
export function pickled(note: string, more: Omit<Pickled, 'note'> = {}): Uint8Array {
  const [before, after] = pickledAround({ note, ...more })
  return Buffer.concat([before, Buffer.alloc(more.ballast ?? 0), after])
}

/** What stands before its ballast and after it: for a file of which most is never written. */
export function pickledAround({
  note,
  version = '1.6.1',
  ballast = 0,
}: Pickled): readonly [before: Uint8Array, after: Uint8Array] {
  const sized = (opcode: string, size: number) => {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(BigInt(size))
    return Buffer.concat([Buffer.from(opcode, 'latin1'), bytes])
  }
  const text = (value: string) => [sized('\x8d', Buffer.byteLength(value)), Buffer.from(value)]
  const none = [Buffer.from('N')]
  const before = [
    [Buffer.from('\x80\x04csklearn.dummy\nDummyClassifier\n)\x81}(', 'latin1')],
    [text('strategy'), text('prior'), text('random_state'), none, text('constant'), none],
    [text('n_features_in_'), [Buffer.from([0x4b, 4])]],
    [text('_sklearn_version'), text(version), text('note'), text(note)],
    [text('ballast'), [sized('\x8e', ballast)]],
  ]
  return [Buffer.concat(before.flat(2)), Buffer.from('ub.')]
}
