package io.gossamer.bench.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.bench.report.Table;
import org.junit.jupiter.api.Test;

class TlsBenchTest {
    @Test
    void bothWaysAreMeasuredAndNothingIsFree() throws Exception {
        Table table = TlsBench.run(true);

        assertThat(table.rows()).hasSize(3).allSatisfy(row -> {
            assertThat(row.ourSeconds()).isPositive();
            assertThat(row.theirSeconds()).isPositive();
        });
        assertThat(table.rows().getLast().ratio()).isGreaterThan(1);
    }
}
