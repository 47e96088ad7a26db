package io.gossamer.codec.array;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One bit to an element, low bits first, padded with zeros to a byte. */
final class SignBits {
    private SignBits() {}

    static MemorySegment read(ByteReader in, long elements) throws CorruptMessageException {
        MemorySegment bits = in.readBytes(Math.ceilDiv(elements, Byte.SIZE));
        int used = (int) (elements % Byte.SIZE);
        if (used != 0) {
            int last = bits.get(ValueLayout.JAVA_BYTE, bits.byteSize() - 1) & 0xFF;
            if (last >>> used != 0) {
                throw new CorruptMessageException("padding that is not zero");
            }
        }
        return bits;
    }
}
