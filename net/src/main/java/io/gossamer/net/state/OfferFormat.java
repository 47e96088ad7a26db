package io.gossamer.net.state;

import io.gossamer.codec.bits.ByteReader;
import io.gossamer.codec.bits.ByteWriter;
import io.gossamer.codec.bits.CorruptMessageException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Offers as bytes. The package's description gives them one by one. */
final class OfferFormat {
    private static final int VERSION = 1;
    private static final int MOST_DISTRUSTED = 1 << 12;
    private static final Offer.Part[] PARTS = Offer.Part.values();

    private OfferFormat() {}

    static void write(Offer offer, ByteWriter out) {
        out.putByte(VERSION);
        out.putByte(offer.part().ordinal());
        out.putVarint(offer.revision());
        out.putVarint(offer.expected().isEmpty() ? 0 : offer.expected().getAsLong() + 1);
        out.putVarint(offer.distrusted().size());
        offer.distrusted().forEach(out::putVarint);
        out.putVarint(offer.entries().size());
        offer.entries().forEach((name, content) -> {
            putText(out, name);
            putText(out, content.type());
            out.putVarint(content.bytes());
            out.putByte(content.mayDiffer() ? 1 : 0);
            content.hashes().forEach(out::putInt);
        });
    }

    private static void putText(ByteWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putVarint(bytes.length);
        out.putBytes(MemorySegment.ofArray(bytes));
    }

    static Offer read(MemorySegment bytes) throws CorruptMessageException {
        ByteReader in = new ByteReader(bytes);
        require(in.readByte() == VERSION, "an offer of another version");
        int part = in.readByte();
        require(part < PARTS.length, "no part has the number " + part);
        long revision = in.readVarint(Long.MAX_VALUE);
        long expected = in.readVarint(Long.MAX_VALUE);
        Offer offer = new Offer(
                revision,
                expected == 0 ? OptionalLong.empty() : OptionalLong.of(expected - 1),
                PARTS[part],
                readMembers(in),
                readEntries(in));
        in.requireEnd();
        return offer;
    }

    private static Set<Integer> readMembers(ByteReader in) throws CorruptMessageException {
        Set<Integer> members = new TreeSet<>();
        int last = -1;
        for (long left = in.readVarint(MOST_DISTRUSTED); left > 0; left--) {
            int member = (int) in.readVarint(Integer.MAX_VALUE);
            require(member > last, "members that do not ascend");
            members.add(member);
            last = member;
        }
        return members;
    }

    private static SortedMap<String, Content> readEntries(ByteReader in) throws CorruptMessageException {
        TreeMap<String, Content> entries = new TreeMap<>();
        long total = 0;
        for (long left = in.readVarint(SharedState.MOST_ARRAYS); left > 0; left--) {
            String name = readText(in, NamedArray.LONGEST_NAME);
            require(NamedArray.isName(name), "an array without a proper name");
            require(entries.isEmpty() || entries.lastKey().compareTo(name) < 0, "names that do not ascend");
            Content content = readContent(in, SharedState.MOST_BYTES - total);
            entries.put(name, content);
            total += content.bytes();
        }
        return entries;
    }

    private static Content readContent(ByteReader in, long mostBytes) throws CorruptMessageException {
        String type = readText(in, NamedArray.LONGEST_TYPE);
        require(NamedArray.isType(type), "elements without a proper type");
        long bytes = in.readVarint(mostBytes);
        int mayDiffer = in.readByte();
        require(mayDiffer <= 1, "a flag of " + mayDiffer);
        int blocks = mayDiffer == 1 ? 0 : Block.count(bytes);
        require(
                blocks <= in.remaining() / Integer.BYTES,
                blocks + " hashes where " + in.remaining() + " bytes are left");
        List<Integer> hashes = new ArrayList<>(blocks);
        for (int i = 0; i < blocks; i++) {
            hashes.add(in.readInt());
        }
        return new Content(type, bytes, hashes, mayDiffer == 1);
    }

    private static String readText(ByteReader in, int longest) throws CorruptMessageException {
        byte[] bytes = in.readBytes(in.readVarint(longest)).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(bytes, StandardCharsets.UTF_8);
        require(Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes), "a text that is not UTF-8");
        return text;
    }

    private static void require(boolean condition, String rule) throws CorruptMessageException {
        if (!condition) {
            throw new CorruptMessageException(rule);
        }
    }
}
