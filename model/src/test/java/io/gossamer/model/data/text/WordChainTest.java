package io.gossamer.model.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.model.digest.Sha256;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WordChainTest {
    @Test
    void writesTheSameTextOnEveryMachine() {
        String text = new WordChain(7).text(0, 10_000);
        assertThat(new Sha256().update(text).hex())
                .isEqualTo("6b84ab219a8ebfb7c23ec503104427d5dc355eda89a0ea81e51f4d6c5c3e2fbc");
    }

    @Property(tries = 20)
    void wordsAreDistinctAndSuccessorsADistribution(@ForAll long seed) {
        WordChain chain = new WordChain(seed);
        List<String> words = chain.words();
        assertThat(words).hasSize(200).doesNotHaveDuplicates().allMatch(word -> word.matches("[a-z]{2,8}"));
        for (int word = 0; word < words.size(); word++) {
            double sum = 0;
            for (int next = 0; next < words.size(); next++) {
                sum += chain.probability(word, next);
            }
            assertThat(sum).isEqualTo(1);
        }
    }

    @Test
    void theStationaryDistributionStays() {
        WordChain chain = new WordChain(3);
        double[] stationary = chain.stationaryDistribution();
        for (int next = 0; next < stationary.length; next++) {
            double after = 0;
            for (int word = 0; word < stationary.length; word++) {
                after += stationary[word] * chain.probability(word, next);
            }
            assertThat(after).isCloseTo(stationary[next], within(1e-12));
        }
    }

    /** The code length of a long text under its own source, per character, must come to the entropy rate. */
    @Test
    void aModelThatKnowsTheLanguageReachesTheEntropyRate() {
        WordChain chain = new WordChain(5);
        String text = chain.text(0, 1_000_000);
        String[] written = text.substring(0, text.lastIndexOf(' ')).split(" ");
        double nats = 0;
        long characters = 0;
        for (int i = 1; i < written.length; i++) {
            double p = chain.probability(
                    chain.words().indexOf(written[i - 1]), chain.words().indexOf(written[i]));
            assertThat(p).isPositive();
            nats -= Math.log(p);
            characters += written[i].length() + 1;
        }
        assertThat(nats / characters).isCloseTo(chain.entropyRate(), within(0.005 * chain.entropyRate()));
    }

    @Test
    void textsOfDifferentNumbersAndSeedsDiffer() {
        WordChain chain = new WordChain(5);
        String text = chain.text(0, 1000);
        assertThat(text).hasSize(1000).isEqualTo(chain.text(0, 2000).substring(0, 1000));
        assertThat(chain.text(1, 1000)).isNotEqualTo(text);
        assertThat(new WordChain(6).text(0, 1000)).isNotEqualTo(text);
    }
}
