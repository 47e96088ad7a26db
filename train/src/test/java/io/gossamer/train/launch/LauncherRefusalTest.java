package io.gossamer.train.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.world.Endpoint;
import io.gossamer.train.job.Job;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be conducted as asked for is refused before anything is written. */
class LauncherRefusalTest {
    @TempDir
    Path folder;

    private static Launcher launcher(OnLoss onLoss, Optional<Endpoint> listen, int coordinators) {
        return new Launcher(RunListener.silent(), new Terms(onLoss, listen, coordinators, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 4, 8, 10, 11})
    void coordinatorsAreAnOddNumber(int number) {
        assertThatThrownBy(() -> launcher(OnLoss.CONTINUE, Optional.empty(), number))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining(number + " coordinators");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 9})
    void asManyAsTheyMayBe(int number) {
        assertThat(launcher(OnLoss.REPLACE, Optional.empty(), number)).isNotNull();
    }

    @Test
    void severalNeedWorkersThatComeAndGo() {
        assertThatThrownBy(() -> launcher(OnLoss.FAIL, Optional.empty(), 3))
                .isInstanceOfSatisfying(
                        GossamerException.class, e -> assertThat(e.hint()).contains("--on-loss"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void connectionsAreAFew(int number) {
        assertThatThrownBy(() -> new Terms(OnLoss.FAIL, Optional.empty(), 1, number))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining(number + " connections");
    }

    @Test
    void severalNeedAsManyPorts() {
        Optional<Endpoint> tooHigh = Optional.of(new Endpoint("127.0.0.1", 65534));
        assertThatThrownBy(() -> launcher(OnLoss.CONTINUE, tooHigh, 3))
                .isInstanceOfSatisfying(
                        GossamerException.class, e -> assertThat(e.hint()).contains("65533"));
        assertThat(launcher(OnLoss.CONTINUE, Optional.of(new Endpoint("127.0.0.1", 65533)), 3))
                .isNotNull();
    }

    @Test
    void severalNeedTheTimeToFollowEachOther() {
        Job job = Job.builder().methods("allreduce").timeout("4s").build();
        Path out = folder.resolve("run");
        assertThatThrownBy(() -> launcher(OnLoss.CONTINUE, Optional.empty(), 3).run(job, out))
                .isInstanceOfSatisfying(
                        GossamerException.class, e -> assertThat(e.hint()).contains("--timeout", "5s"))
                .hasMessageContaining("4s");
        assertThat(out).doesNotExist();
    }
}
