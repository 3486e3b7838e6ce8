/** Listens in on the bodies of a request and its response without consuming them. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Longer texts are not kept. */
const limit = 1 << 20

/** Counts always, keeps the text where it is wanted. */
export interface Tap {
  add(chunk: unknown): void
  read(type?: string): unknown
}

const tap = (payload: boolean): Tap => {
  const chunks: Buffer[] = []
  let bytes = 0
  return {
    add: (chunk) => {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
      const buffer = Buffer.from(chunk)
      bytes += buffer.length
      if (!payload && bytes <= limit) chunks.push(buffer)
    },
    read: (type = '') => {
      if (bytes === 0) return null
      if (payload || bytes > limit || /^(image|audio|video)\/|octet-stream/.test(type))
        return { bytes }
      return parsed(Buffer.concat(chunks).toString())
    },
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The HTTP parser hands every chunk to `push`; a listener would set the stream flowing too early. */
export const tapRequest = (request: IncomingMessage, payload: boolean): Tap => {
  const body = tap(payload)
  const push = request.push.bind(request)
  request.push = (chunk, encoding) => {
    body.add(chunk)
    return push(chunk, encoding)
  }
  return body
}

/** `ended` is told when the answer is complete, before anybody can have read it. */
export const tapResponse = (response: ServerResponse, payload: boolean, ended: () => void): Tap => {
  const body = tap(payload)
  // `end(chunk)` writes its chunk without calling `write`, so both are listened to.
  for (const name of ['write', 'end'] as const) {
    const original = response[name]
    const heard = (...args: readonly unknown[]): unknown => {
      body.add(args[0])
      const result: unknown = Reflect.apply(original, response, args)
      if (name === 'end') ended()
      return result
    }
    Object.assign(response, { [name]: heard })
  }
  return body
}
