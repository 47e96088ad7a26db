/**
 * The front door of the codecs: from a readable specification to a codec. The codecs themselves live in {@code array}
 * and {@code sparse}.
 */
package io.gossamer.codec;
