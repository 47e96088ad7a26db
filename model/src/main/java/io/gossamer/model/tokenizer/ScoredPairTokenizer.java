package io.gossamer.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding by score, as SentencePiece does it: a text begins as a space and its characters, those without a
 * piece as bytes; then, again and again, the two neighbours whose joint piece scores highest are merged, the leftmost of
 * equals first. Sennrich et al. (2016); Kudo and Richardson (2018). The first pieces are special: 0 unknown, 1 beginning,
 * 2 end, then one for each byte value.
 */
public final class ScoredPairTokenizer implements Tokenizer {
    /** The token that begins a text. */
    public static final char BEGINNING = 1;

    private static final int FIRST_BYTE = 3;
    private static final int FIRST_PIECE = FIRST_BYTE + 256;
    private static final int MOST = 1 << 16;

    private final List<Piece> pieces;
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * A token.
     *
     * @param score higher is merged first
     * @param bytes its UTF-8, a {@code char} for each byte
     */
    public record Piece(float score, String bytes) {}

    /** @throws IllegalArgumentException if there are too few or too many pieces */
    public ScoredPairTokenizer(List<Piece> pieces) {
        if (pieces.size() < FIRST_PIECE || pieces.size() > MOST) {
            throw new IllegalArgumentException(pieces.size() + " pieces");
        }
        this.pieces = List.copyOf(pieces);
        for (int number = FIRST_PIECE; number < pieces.size(); number++) {
            numbers.putIfAbsent(pieces.get(number).bytes(), number);
        }
    }

    @Override
    public int size() {
        return pieces.size();
    }

    @Override
    public char[] encode(CharSequence text) {
        return text.isEmpty() ? new char[0] : new Merging(" " + text).tokens();
    }

    @Override
    public String decode(char[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (char token : tokens) {
            if (token >= FIRST_PIECE) {
                bytes.writeBytes(pieces.get(token).bytes().getBytes(StandardCharsets.ISO_8859_1));
            } else if (token >= FIRST_BYTE) {
                bytes.write(token - FIRST_BYTE);
            }
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        return text.startsWith(" ") ? text.substring(1) : text;
    }

    /** Two neighbours that would make a piece. It is out of date once either has been merged. */
    private record Pair(int left, int leftToken, int right, int rightToken, int merged, float score) {
        static final Comparator<Pair> BEST_FIRST =
                Comparator.comparing(Pair::score, Comparator.reverseOrder()).thenComparing(Pair::left);
    }

    /** The tokens of a text as a chain of places, from which merging takes links out. */
    private final class Merging {
        private static final int GONE = -1;

        private final int[] tokens;
        private final int[] next;
        private final int[] previous;
        private final PriorityQueue<Pair> pairs = new PriorityQueue<>(Pair.BEST_FIRST);
        private int count;

        Merging(String text) {
            tokens = new int[text.getBytes(StandardCharsets.UTF_8).length];
            text.codePoints().forEach(this::append);
            next = new int[count];
            previous = new int[count];
            for (int place = 0; place < count; place++) {
                next[place] = place + 1;
                previous[place] = place - 1;
            }
            for (int place = 0; place + 1 < count; place++) {
                propose(place, place + 1);
            }
        }

        private void append(int codePoint) {
            byte[] utf8 = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
            Integer number = numbers.get(new String(utf8, StandardCharsets.ISO_8859_1));
            if (number != null) {
                tokens[count++] = number;
                return;
            }
            for (byte b : utf8) {
                tokens[count++] = FIRST_BYTE + Byte.toUnsignedInt(b);
            }
        }

        private void propose(int left, int right) {
            Integer merged = numbers.get(
                    pieces.get(tokens[left]).bytes() + pieces.get(tokens[right]).bytes());
            if (merged != null) {
                float score = pieces.get(merged).score();
                pairs.add(new Pair(left, tokens[left], right, tokens[right], merged, score));
            }
        }

        char[] tokens() {
            int left = count;
            for (Pair pair = pairs.poll(); pair != null; pair = pairs.poll()) {
                if (tokens[pair.left] == pair.leftToken && tokens[pair.right] == pair.rightToken) {
                    merge(pair);
                    left--;
                }
            }
            char[] result = new char[left];
            int at = 0;
            for (int place = 0; place < count; place = next[place]) {
                result[at++] = (char) tokens[place];
            }
            return result;
        }

        private void merge(Pair pair) {
            int after = next[pair.right];
            tokens[pair.left] = pair.merged;
            tokens[pair.right] = GONE;
            next[pair.left] = after;
            if (after < count) {
                previous[after] = pair.left;
                propose(pair.left, after);
            }
            if (previous[pair.left] >= 0) {
                propose(previous[pair.left], pair.left);
            }
        }
    }
}
