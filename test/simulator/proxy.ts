/** The door: an ordinary HTTP CONNECT proxy that answers for the hosts it knows and refuses the rest. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Authority } from './certificates.ts'

export interface Proxy {
  readonly url: string
  close(): Promise<void>
}

export interface ProxyOptions {
  readonly port: number
  readonly authority: Authority
  readonly knows: (host: string) => boolean
  readonly answer: (host: string, request: IncomingMessage, response: ServerResponse) => void
  readonly refuse: (target: string) => void
}

/** Listens on loopback only. */
export const startProxy = async (options: ProxyOptions): Promise<Proxy> => {
  const sockets = new Set<Socket>()
  const hosts = new WeakMap<Socket, string>()

  // Never listens itself: it is handed every connection once TLS is off.
  const inner = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000 })
  inner.on('request', (request, response) => {
    options.answer(hosts.get(request.socket) ?? '', request, response)
  })

  const outer = createServer((request, response) => {
    options.refuse(request.url ?? '')
    response.writeHead(403).end('Only CONNECT to a known host is served here.\n')
  })
  outer.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  outer.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const [host = '', port] = (request.url ?? '').toLowerCase().split(':')
    if (port !== '443' || !options.knows(host)) {
      options.refuse(request.url ?? '')
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    const secureContext = options.authority.contextFor(host)
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext,
      ALPNProtocols: ['http/1.1'],
    })
    // A client may go away at any moment; that is its right, not our failure.
    secure.on('error', () => secure.destroy())
    hosts.set(secure, host)
    inner.emit('connection', secure)
  })

  await new Promise<void>((resolve, reject) => {
    outer.once('error', reject)
    outer.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = outer.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => outer.close(() => resolve()))
    },
  }
}
