package io.gossamer.train.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.reproduce.Claim;
import io.gossamer.core.reproduce.Reproduction.Extent;
import io.gossamer.core.reproduce.Reproduction.Setting;
import io.gossamer.train.recursion.AffineProblem;
import io.gossamer.train.recursion.Compressor;
import io.gossamer.train.recursion.Problems;
import io.gossamer.train.recursion.descent.CompressedDescent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecursionReproductionTest {
    private static final AffineProblem ONE = Problems.quadratics(new double[] {2}, new double[][] {{3}});

    private static CompressedDescent descent(double stepSize) {
        return new CompressedDescent(ONE, new Compressor.Identity(), stepSize, new double[1]);
    }

    /** Descent on one quadratic shrinks the error by |1 - 2 gamma| a step. */
    @Test
    void theBestStepSizeCounts() {
        StepSizeSearch search = StepSizeSearch.over(2, 10, 2.5, 0.5, 0.9, 0.1);
        assertThat(search.bestError(ONE, RecursionReproductionTest::descent)).isBetween(0.9e-10, 1.1e-10);
        assertThat(search.fewestBytes(ONE, 1.1e-3, RecursionReproductionTest::descent))
                .isEqualTo(3 * 4);
        assertThat(search.fewestBytes(ONE, 1e-30, RecursionReproductionTest::descent))
                .isInfinite();
    }

    @Test
    void figuresShowTheirRange() {
        Figures slow = new Figures("slow", List.of(0.2, 0.5));
        Figures fast = new Figures("fast", List.of(0.1, 0.1));
        assertThat(slow).hasToString("slow 0.200 to 0.500");
        assertThat(fast.relativeTo(slow).smallest()).isEqualTo(0.2);
        assertThat(fast.relativeTo(slow).largest()).isEqualTo(0.5);
        assertThat(new Figures("lost", List.of(1e-9, Double.POSITIVE_INFINITY))).hasToString("lost 1.0e-09 to never");
    }

    @Test
    void quickScafcomHolds() {
        List<String> progress = new ArrayList<>();
        List<Claim> claims = ScafcomLeastSquares.claims(
                new Setting(List.of(4L), Extent.QUICK, Optional.empty(), Path.of("unused"), progress::add));
        assertThat(claims).hasSize(3).allSatisfy(claim -> {
            assertThat(claim.holds()).as(claim.toString()).isTrue();
            assertThat(claim.setting()).contains("seeds [4]");
        });
        assertThat(progress).isNotEmpty();
    }
}
