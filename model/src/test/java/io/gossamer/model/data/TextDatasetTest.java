package io.gossamer.model.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TextDatasetTest {
    @Test
    void windowsPredictEveryCharacterOnce() {
        TextDataset data = new TextDataset("abcdefgh".toCharArray(), 3);
        assertThat(data.size()).isEqualTo(2);
        try (PointerScope scope = new PointerScope()) {
            Batch batch = data.batch(new int[] {1, 0});
            assertThat(batch.input().shape()).containsExactly(2, 3);
            assertThat(characters(batch.input())).isEqualTo("defabc");
            assertThat(characters(batch.target())).isEqualTo("efgbcd");
        }
    }

    private static String characters(Tensor tensor) {
        long[] values = new long[(int) tensor.numel()];
        tensor.data_ptr_long().get(values);
        StringBuilder text = new StringBuilder();
        for (long value : values) {
            text.append((char) value);
        }
        return text.toString();
    }

    @Test
    void needsOneCharacterMoreThanTheContext() {
        assertThat(new TextDataset(new char[4], 3).size()).isEqualTo(1);
        assertThatThrownBy(() -> new TextDataset(new char[3], 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checksumChangesWithTextAndContext() {
        String checksum = new TextDataset("hello".toCharArray(), 2).checksum();
        assertThat(new TextDataset("hello".toCharArray(), 2).checksum()).isEqualTo(checksum);
        assertThat(new TextDataset("hellp".toCharArray(), 2).checksum()).isNotEqualTo(checksum);
        assertThat(new TextDataset("hello".toCharArray(), 3).checksum()).isNotEqualTo(checksum);
    }

    @Property
    void vocabularyDecodesWhatItEncodes(@ForAll @NotEmpty String text) {
        Vocabulary vocabulary = Vocabulary.of(text);
        char[] tokens = vocabulary.encode(text);
        assertThat(vocabulary.decode(tokens)).isEqualTo(text);
        assertThat(vocabulary.size())
                .isEqualTo((int) text.codePoints().distinct().count());
        for (char token : tokens) {
            assertThat((int) token).isLessThan(vocabulary.size());
        }
    }

    @Test
    void vocabularyNamesACharacterThatItLacks() {
        assertThatThrownBy(() -> Vocabulary.of("abc").encode("ab\u00e9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+00E9");
        assertThatThrownBy(() -> Vocabulary.of("")).isInstanceOf(GossamerException.class);
    }
}
