package io.gossamer.generate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.data.SmallImages;
import io.gossamer.model.data.ImageSet;
import io.gossamer.model.data.digits.DigitGenerator;
import io.gossamer.model.tensor.Libtorch;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class DistancesTest {
    @BeforeAll
    static void start() {
        Libtorch.start(1);
    }

    @Test
    void theEnergyDistanceOfTwoPointsIsTwiceTheirDistance() {
        double[][] here = {{0, 0}};
        double[][] there = {{3, 4}};

        assertThat(EnergyDistance.between(here, there)).isEqualTo(10);
        assertThat(EnergyDistance.between(here, here)).isZero();
    }

    /** |m - m'|^2 + sum (s - s')^2 where covariances are diagonal. */
    @Test
    void theFrechetDistanceOfDiagonalGaussians() {
        Moments first = new Moments(new double[] {1, 0}, new double[] {4, 0, 0, 9});
        Moments second = new Moments(new double[] {0, 2}, new double[] {1, 0, 0, 16});

        assertThat(FrechetDistance.between(first, second)).isCloseTo(1 + 4 + 1 + 1, within(1e-9));
        assertThat(FrechetDistance.between(first, first)).isCloseTo(0, within(1e-9));
    }

    @Test
    void momentsOfFourPoints() {
        Moments moments = Moments.of(new double[][] {{0, 0}, {2, 0}, {0, 4}, {2, 4}});

        assertThat(moments.mean()).containsExactly(1, 2);
        assertThat(moments.covariance()).containsExactly(1, 0, 0, 4);
    }

    @Test
    void featuresTellDigitsFromOtherDigits() {
        try (Arena arena = Arena.ofConfined()) {
            DigitGenerator generator = new DigitGenerator(1);
            ImageSet images = generator.generate(DigitGenerator.Part.TRAINING, 3000, arena);
            SmallImages scale = SmallImages.measuredOn(images);
            ExampleArray training = scale.examples(images);
            ExampleArray test = scale.examples(generator.generate(DigitGenerator.Part.TEST, 500, arena));
            try (FeatureClassifier classifier = FeatureClassifier.train(training, 400, 1)) {
                assertThat(classifier.accuracy(test)).isGreaterThan(0.8);
                Moments real = classifier.moments(test);
                double same = FrechetDistance.between(classifier.moments(ExampleArray.first(training, 500)), real);
                float[] shuffled = test.values();
                for (int i = 0; i < shuffled.length; i++) {
                    shuffled[i] = -shuffled[i];
                }
                ExampleArray negatives = new ExampleArray(test.dimension(), 10, shuffled, new int[test.size()]);
                assertThat(FrechetDistance.between(classifier.moments(negatives), real))
                        .isGreaterThan(10 * same);
            }
        }
    }
}
