// Messages as WebSocket frames (RFC 6455 §5.2), unmasked and in one piece, as a server sends them. An event's payload is
// bytes already, the same for all who get it; only the operation's id before it differs.

const finalText = 0x81;
const eventTail = Buffer.from("}");
const nothing = Buffer.alloc(0);

/** A message. */
export function toTextFrame(text: string): Buffer {
  return toFrame(nothing, Buffer.from(text), nothing);
}

/** What stands before the payload in the `next` messages of an operation. */
export function toEventHead(id: string): Buffer {
  return Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
}

/** A `next` message. */
export function toEventFrame(head: Buffer, payload: Buffer): Buffer {
  return toFrame(head, payload, eventTail);
}

function toFrame(head: Buffer, body: Buffer, tail: Buffer): Buffer {
  const length = head.length + body.length + tail.length;
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = finalText;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  frame.set(head, start);
  frame.set(body, start + head.length);
  frame.set(tail, start + head.length + body.length);
  return frame;
}
