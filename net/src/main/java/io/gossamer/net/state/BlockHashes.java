package io.gossamer.net.state;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The hashes of a state's blocks, kept up to date while blocks arrive. */
final class BlockHashes {
    private final SharedState state;
    private final Map<String, List<Integer>> hashes = new TreeMap<>();

    /** Hashes all arrays that must not differ. */
    BlockHashes(SharedState state) {
        this.state = state;
        for (NamedArray array : state.arrays()) {
            List<Integer> ofArray = new ArrayList<>();
            int count = array.mayDiffer() ? 0 : Block.count(array.bytes().byteSize());
            for (int i = 0; i < count; i++) {
                ofArray.add(SimpleHash.of(new Block(array.name(), i).of(array.bytes())));
            }
            hashes.put(array.name(), ofArray);
        }
    }

    SortedMap<String, Content> contents() {
        SortedMap<String, Content> contents = new TreeMap<>();
        for (NamedArray array : state.arrays()) {
            contents.put(
                    array.name(),
                    new Content(array.type(), array.bytes().byteSize(), hashes.get(array.name()), array.mayDiffer()));
        }
        return contents;
    }

    MemorySegment memory(Block block) {
        return block.of(state.array(block.array()).bytes());
    }

    /** Hashes a block anew. */
    int rehash(Block block) {
        int hash = SimpleHash.of(memory(block));
        hashes.get(block.array()).set(block.index(), hash);
        return hash;
    }
}
