package io.gossamer.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.model.tokenizer.ScoredPairTokenizer.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ScoredPairTokenizerTest {
    private static final int FIRST = 259;
    private static final List<String> OWN = List.of(" ", "a", "b", "c", "ab", "bc", "abc", " a", "cc", "é");
    /** That of "bc" is the highest, and those of "ab" and " a" are equal. */
    private static final float[] SCORES = {0, 0, 0, 0, 2, 3, 1, 2, 2.5f, 0};

    private static ScoredPairTokenizer tokenizer() {
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < FIRST; i++) {
            pieces.add(new Piece(0, "<" + i + ">"));
        }
        for (int i = 0; i < OWN.size(); i++) {
            pieces.add(new Piece(
                    SCORES[i], new String(OWN.get(i).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
        }
        return new ScoredPairTokenizer(pieces);
    }

    private static int[] numbers(String text) {
        return tokenizer().encode(text).length == 0
                ? new int[0]
                : new String(tokenizer().encode(text)).chars().toArray();
    }

    private static int piece(String text) {
        return FIRST + OWN.indexOf(text);
    }

    @Test
    void theBestPairIsMergedFirstAndTheLeftmostOfEquals() {
        assertThat(numbers("bc")).containsExactly(piece(" "), piece("bc"));
        assertThat(numbers("abc")).containsExactly(piece(" a"), piece("bc"));
        assertThat(numbers("ab")).containsExactly(piece(" a"), piece("b"));
        assertThat(numbers("bab")).containsExactly(piece(" "), piece("b"), piece("ab"));
        assertThat(numbers("ccc")).containsExactly(piece(" "), piece("cc"), piece("c"));
        assertThat(numbers("")).isEmpty();
    }

    @Test
    void aCharacterWithoutAPieceIsSaidInBytes() {
        assertThat(numbers("é")).containsExactly(piece(" "), piece("é"));
        assertThat(numbers("\n")).containsExactly(piece(" "), 13);
        assertThat(numbers("ü")).containsExactly(piece(" "), 3 + 0xC3, 3 + 0xBC);
    }

    @Test
    void specialTokensSayNothing() {
        assertThat(tokenizer().decode(new char[] {1, (char) piece(" a"), 2, 0})).isEqualTo("a");
    }

    @Test
    void tooFewPiecesAreRefused() {
        assertThatThrownBy(() -> new ScoredPairTokenizer(List.of(new Piece(0, "a"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 300)
    void decodingGivesTheTextBack(@ForAll @CharRange(from = 'a', to = 'd') @StringLength(max = 60) String text) {
        assertThat(tokenizer().decode(tokenizer().encode(text))).isEqualTo(text);
    }

    @Property(tries = 300)
    void decodingGivesAnyUnicodeTextBack(@ForAll String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(tokenizer().decode(tokenizer().encode(valid))).isEqualTo(valid);
    }

    /** The queue gives what looking through all pairs for the best does. */
    @Property(tries = 300)
    void mergesAreThoseOfTheDefinition(@ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 40) String text) {
        if (!text.isEmpty()) {
            assertThat(numbers(text)).containsExactly(byDefinition(" " + text));
        }
    }

    private static int[] byDefinition(String text) {
        List<String> parts =
                new ArrayList<>(text.chars().mapToObj(Character::toString).toList());
        while (true) {
            int best = -1;
            float bestScore = Float.NEGATIVE_INFINITY;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int merged = OWN.indexOf(parts.get(i) + parts.get(i + 1));
                if (merged >= 0 && SCORES[merged] > bestScore) {
                    best = i;
                    bestScore = SCORES[merged];
                }
            }
            if (best < 0) {
                return parts.stream().mapToInt(ScoredPairTokenizerTest::piece).toArray();
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
    }
}
