/** The answer to an HTTP request that becomes no websocket, after which the connection ends. */
export function encodeRefusal(status: number, text: string): string {
  const body = `${text}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${text}`,
    'Content-Type: text/plain; charset=utf-8',
    // RFC 6455, 4.4: which version would be right.
    'Sec-Websocket-Version: 13',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
