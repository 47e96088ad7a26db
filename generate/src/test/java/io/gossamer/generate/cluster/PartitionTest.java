package io.gossamer.generate.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gossamer.generate.data.ExampleArray;
import io.gossamer.generate.data.PlaneDensity;
import io.gossamer.model.tensor.Libtorch;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class PartitionTest {
    private static final ExampleArray DATA = PlaneDensity.EIGHT_GAUSSIANS.generate(1, 0, 1600);

    @Test
    void eightGaussiansAreEightClusters() {
        Partition partition = Partition.twoStage(DATA.rows(), 64, 8, 1);

        assertThat(partition.imbalance()).isLessThanOrEqualTo(5);
        assertThat(new KMeans(8, 20, 10).fit(DATA.rows(), ones(), 1).cost() / DATA.size())
                .isCloseTo(2 * 0.14 * 0.14, within(0.01));
        assertThat(Arrays.stream(partition.sizes()).sum()).isEqualTo(1600);
    }

    private static double[] ones() {
        double[] ones = new double[DATA.size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Test
    void weightsCountLikeRepeatedPoints() {
        double[][] points = {{0}, {1}, {10}, {12}};
        KMeans.Result result = new KMeans(2, 20, 10).fit(points, new double[] {3, 1, 1, 1}, 1);

        assertThat(Arrays.stream(result.centroids())
                        .mapToDouble(c -> c[0])
                        .sorted()
                        .toArray())
                .containsExactly(new double[] {0.25, 11}, within(1e-12));
    }

    @Test
    void aRandomPartitionIsEvenAndDependsOnItsSeed() {
        Partition first = Partition.random(1000, 8, 1);

        assertThat(first.sizes()).containsOnly(125);
        assertThat(first.assignment())
                .isEqualTo(Partition.random(1000, 8, 1).assignment())
                .isNotEqualTo(Partition.random(1000, 8, 2).assignment());
    }

    @Test
    void tellingEightClustersTakesThreeBits() {
        assertThat(Partition.random(1000, 8, 1).bytes()).isEqualTo(375);
        assertThat(Partition.random(1000, 5, 1).bytes()).isEqualTo(375);
        assertThat(Partition.whole(1000).bytes()).isZero();
    }

    @Test
    void anExpertWithoutExamplesIsRefused() {
        assertThatThrownBy(() -> new Partition(new int[] {0, 0, 2}, 3)).hasMessageContaining("without examples");
    }

    @Test
    void theFirstComponentIsTheLongestDirection() {
        Libtorch.start(1);
        double[][] rows = new double[200][];
        for (int i = 0; i < rows.length; i++) {
            double along = i - 99.5;
            rows[i] = new double[] {3 * along, 4 * along, (i % 2 == 0 ? 1 : -1) * 0.5};
        }
        double[][] codes = PrincipalComponents.codes(rows, 2);

        assertThat(Math.abs(codes[0][0])).isCloseTo(5 * 99.5, within(0.1));
        assertThat(Math.abs(codes[0][1])).isCloseTo(0.5, within(0.1));
    }
}
