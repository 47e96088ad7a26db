package io.gossamer.net.collective;

import io.gossamer.codec.bits.ByteWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The memory in which operations code and decode pieces, kept from one to the next. */
final class CodingMemory implements AutoCloseable {
    private static final long BLOCK_BYTES = 1 << 20;
    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final ByteWriter writer = new ByteWriter();
    private MemorySegment floats = MemorySegment.NULL;
    private MemorySegment incoming = MemorySegment.NULL;
    private final List<MemorySegment> blocks = new ArrayList<>();
    private int block;
    private long used;

    /** For the piece that is being coded. */
    ByteWriter writer() {
        writer.clear();
        return writer;
    }

    /** Float32 of a piece in another type. */
    MemorySegment floats(long elements) {
        floats = atLeast(elements * Float.BYTES, floats);
        return floats.asSlice(0, elements * Float.BYTES);
    }

    /** For a coded piece that comes in. */
    MemorySegment incoming(long bytes) {
        incoming = atLeast(bytes, incoming);
        return incoming.asSlice(0, bytes);
    }

    private MemorySegment atLeast(long bytes, MemorySegment memory) {
        return bytes <= memory.byteSize()
                ? memory
                : arena.allocate(Math.max(bytes, 2 * memory.byteSize()), ALIGNMENT);
    }

    /** A copy that stays until {@link #forget}. */
    MemorySegment keep(MemorySegment bytes) {
        while (block < blocks.size() && blocks.get(block).byteSize() - used < bytes.byteSize()) {
            block++;
            used = 0;
        }
        if (block == blocks.size()) {
            blocks.add(arena.allocate(Math.max(BLOCK_BYTES, bytes.byteSize()), ALIGNMENT));
        }
        MemorySegment kept = blocks.get(block).asSlice(used, bytes.byteSize());
        used += bytes.byteSize();
        return kept.copyFrom(bytes);
    }

    /** Lets what was kept be overwritten. */
    void forget() {
        block = 0;
        used = 0;
    }

    @Override
    public void close() {
        writer.close();
        arena.close();
    }
}
