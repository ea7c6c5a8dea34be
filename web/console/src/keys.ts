// Pairs of keys, made by the browser.

export interface Pair { algorithm: string; public: string; private: string }

function pem(kind: string, bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return `-----BEGIN ${kind} KEY-----\n${text.match(/.{1,64}/g)!.join('\n')}\n-----END ${kind} KEY-----\n`;
}

/** Makes a pair on P-256, which every browser can. */
export async function makePair(): Promise<Pair> {
  if (!crypto.subtle) throw new Error('The browser makes keys on pages by TLS and on the same machine only. Make a pair with openssl and paste the public key.');
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return {
    algorithm: 'ES256',
    public: pem('PUBLIC', await crypto.subtle.exportKey('spki', pair.publicKey)),
    private: pem('PRIVATE', await crypto.subtle.exportKey('pkcs8', pair.privateKey)),
  };
}
