package io.gossamer.net.collective;

import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What all said in an operation, for one who lacks it: int32 how many, then for each int64 its length, then the bytes of
 * all, one after the other; little-endian.
 */
final class Donations {
    private static final int MOST = 1 << 16;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Donations() {}

    static MemorySegment encode(List<MemorySegment> said) {
        long head = Integer.BYTES + (long) said.size() * Long.BYTES;
        long bytes = said.stream().mapToLong(MemorySegment::byteSize).sum();
        MemorySegment donation = Arena.ofAuto().allocate(head + bytes);
        donation.set(INT, 0, said.size());
        long at = head;
        for (int i = 0; i < said.size(); i++) {
            long length = said.get(i).byteSize();
            donation.set(LONG, Integer.BYTES + (long) i * Long.BYTES, length);
            MemorySegment.copy(said.get(i), 0, donation, at, length);
            at += length;
        }
        return donation;
    }

    static List<MemorySegment> decode(MemorySegment donation) throws ProtocolException {
        if (donation.byteSize() < Integer.BYTES) {
            throw new ProtocolException("a donation of " + donation.byteSize() + " bytes");
        }
        int count = donation.get(INT, 0);
        long at = Integer.BYTES + (long) count * Long.BYTES;
        if (count < 1 || count > MOST || at > donation.byteSize()) {
            throw new ProtocolException("a donation of " + count + " parts");
        }
        List<MemorySegment> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long length = donation.get(LONG, Integer.BYTES + (long) i * Long.BYTES);
            if (length < 0 || length > donation.byteSize() - at) {
                throw new ProtocolException("a part of a donation that is longer than the whole");
            }
            said.add(donation.asSlice(at, length));
            at += length;
        }
        if (at != donation.byteSize()) {
            throw new ProtocolException("a donation with bytes that nobody said");
        }
        return List.copyOf(said);
    }
}
