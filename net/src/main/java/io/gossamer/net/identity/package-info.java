/**
 * Who a node is: an Ed25519 key of its own (RFC 8032), and the hash of its public half as its name. Nobody vouches for
 * a name; whoever holds the key proves it in each handshake. How keys are proved is the business of {@code secure},
 * whom a node lets in that of {@code admission}.
 *
 * <p>A key's file is PKCS#8 (RFC 8410) in PEM, as {@code openssl genpkey -algorithm ed25519} writes it. A certificate,
 * which TLS asks for, is made from the key alone and holds nothing else, so that the same key always gives the same
 * bytes:
 *
 * <pre>
 * Certificate   version 3, serial number 1, Ed25519, no extensions
 *   issuer      CN = the node's id
 *   validity    1970-01-01 to 9999-12-31, the "no date" of RFC 5280, 4.1.2.5: keys end by being taken off a list
 *   subject     as the issuer
 *   key         the public key, 32 bytes
 *   signature   of all that, by the same key
 * </pre>
 */
package io.gossamer.net.identity;
