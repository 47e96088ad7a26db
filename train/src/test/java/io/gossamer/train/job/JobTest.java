package io.gossamer.train.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.method.Setting;
import org.junit.jupiter.api.Test;

class JobTest {
    @Test
    void theRecipeFillsInWhatIsNotSaid() {
        Job job = Job.builder().task("mnist").build();
        assertThat(job.model()).isEqualTo("lenet");
        assertThat(job.steps()).isPositive();
        assertThat(job.methods()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void overridesGoFromAllMethodsToOne() {
        Job job = Job.builder()
                .methods("allreduce", "dgc")
                .set(Job.EVERY_METHOD, "density", "0.05")
                .set(Job.EVERY_METHOD, "learning-rate", "0.2")
                .set("dgc", "learning-rate", "0.3")
                .build();
        assertThat(job.settings("dgc").number(Setting.DENSITY)).isEqualTo(0.05);
        assertThat(job.settings("dgc").number(Setting.LEARNING_RATE)).isEqualTo(0.3);
        assertThat(job.settings("allreduce").number(Setting.LEARNING_RATE)).isEqualTo(0.2);
        assertThat(job.settings("allreduce").has(Setting.DENSITY)).isFalse();
    }

    @Test
    void nothingIsSilentlyIgnored() {
        assertRejected(Job.builder().methods("allreduce").set(Job.EVERY_METHOD, "density", "0.1"), "density");
        assertRejected(Job.builder().methods("allreduce").set("allreduce", "density", "0.1"), "density");
        assertRejected(Job.builder().methods("allreduce").set("dgc", "density", "0.1"), "dgc");
        assertRejected(Job.builder().methods("dgc").set("dgc", "desnity", "0.1"), "desnity");
        assertRejected(Job.builder().methods("dgc").set("dgc", "density", "2"), "2");
        assertRejected(Job.builder().methods("dgc").set("dgc", "momentum", "1"), "momentum");
    }

    @Test
    void rejectsWhatCannotBeDone() {
        assertRejected(Job.builder().methods(), "No method");
        assertRejected(Job.builder().methods("dgc", "dgc"), "twice");
        assertRejected(Job.builder().workers(0), "0 workers");
        assertRejected(Job.builder().steps(0), "0 steps");
        assertRejected(Job.builder().link("fast"), "fast");
    }

    @Test
    void suggestsTheMethodThatWasMeant() {
        assertThatThrownBy(() -> Job.builder().methods("dcg").build())
                .isInstanceOfSatisfying(GossamerException.class, error -> {
                    assertThat(error).hasMessageContaining("'dcg'");
                    assertThat(error.hint()).contains("'dgc'");
                });
    }

    private static void assertRejected(JobBuilder builder, String named) {
        assertThatThrownBy(builder::build).isInstanceOfSatisfying(GossamerException.class, error -> {
            assertThat(error.getMessage()).contains(named);
            assertThat(error.hint()).isNotBlank();
        });
    }
}
