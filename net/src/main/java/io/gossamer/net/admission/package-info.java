/**
 * Whom a node lets in: a list of known nodes, invitations for those who are not on it yet, and limits that hold for
 * everybody. What a node is called and how it proves it is the business of {@code identity} and {@code secure}; where
 * invitations are asked for, that of {@code rendezvous}.
 *
 * <p>The file of an {@link io.gossamer.net.admission.AllowList} is UTF-8 text: one node id a line; what follows a
 * {@code #} is a comment; empty lines count for nothing.
 *
 * <p>An {@link io.gossamer.net.admission.Invitation} is {@code TOKEN@ID}: the token to show, and the id of the node
 * that gave it, so that the token is shown to nobody else. A token that a node makes is 16 random bytes in hexadecimal.
 * Of tokens that a node gave out it keeps the SHA-256 alone.
 */
package io.gossamer.net.admission;
