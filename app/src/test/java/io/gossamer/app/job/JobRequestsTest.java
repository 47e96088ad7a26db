package io.gossamer.app.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.train.job.Job;
import io.gossamer.train.method.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JobRequestsTest {
    private static JobRequest request(List<String> methods, Map<String, String> settings) {
        return request(methods, settings, Optional.empty());
    }

    private static JobRequest request(List<String> methods, Map<String, String> settings, Optional<String> tls) {
        return new JobRequest(
                methods,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(2),
                Optional.empty(),
                Optional.of(7L),
                Optional.empty(),
                Optional.of(300L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                tls,
                Optional.empty(),
                settings,
                Conduct.PLAIN);
    }

    @Test
    void whatIsNotSaidIsTheLibrarysDefault() {
        Job job = JobRequests.job(request(List.of(), Map.of()));

        assertThat(job.methods()).containsExactly("allreduce", "dgc");
        assertThat(job.task()).isEqualTo("digits");
        assertThat(job.workers()).isEqualTo(2);
        assertThat(job.seed()).isEqualTo(7);
        assertThat(job.steps()).isEqualTo(300);
        assertThat(job.settings("dgc").number(Setting.DENSITY)).isEqualTo(0.01);
    }

    @Test
    void theFirstLooksDensityGivesWayToWhatWasSaid() {
        Job all = JobRequests.job(request(List.of(), Map.of("density", "0.002")));
        Job one = JobRequests.job(request(List.of(), Map.of("dgc.density", "0.003")));
        Job named = JobRequests.job(request(List.of("dgc"), Map.of()));

        assertThat(all.settings("dgc").number(Setting.DENSITY)).isEqualTo(0.002);
        assertThat(one.settings("dgc").number(Setting.DENSITY)).isEqualTo(0.003);
        assertThat(named.settings("dgc").number(Setting.DENSITY)).isEqualTo(0.001);
    }

    @Test
    void workersTalkByTlsUnlessToldOtherwise() {
        assertThat(JobRequests.job(request(List.of(), Map.of())).tls()).isTrue();
        assertThat(JobRequests.job(withTls("on")).tls()).isTrue();
        assertThat(JobRequests.job(withTls("off")).tls()).isFalse();
        assertThatThrownBy(() -> JobRequests.job(withTls("maybe")))
                .isInstanceOf(GossamerException.class)
                .hasMessage("'maybe' is neither on nor off");
    }

    private static JobRequest withTls(String tls) {
        return request(List.of(), Map.of(), Optional.of(tls));
    }

    @Test
    void settingsAreOfAllMethodsOrOfOne() {
        Job job = JobRequests.job(request(
                List.of("allreduce", "dgc"), Map.of("learning-rate", "0.2", "density", "0.02", "dgc.clip", "2")));

        assertThat(job.settings("allreduce").number(Setting.LEARNING_RATE)).isEqualTo(0.2);
        assertThat(job.settings("dgc").number(Setting.LEARNING_RATE)).isEqualTo(0.2);
        assertThat(job.settings("dgc").number(Setting.DENSITY)).isEqualTo(0.02);
        assertThat(job.settings("dgc").number(Setting.CLIP)).isEqualTo(2);
    }

    @Test
    void wrongSettingsAreNamed() {
        assertThatThrownBy(() -> JobRequests.job(request(List.of("dgc"), Map.of("dcg.clip", "2"))))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("dcg.clip");
        assertThatThrownBy(() -> JobRequests.job(request(List.of("allreduce"), Map.of("density", "0.1"))))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("density");
        assertThatThrownBy(() -> JobRequests.job(request(List.of("dgcc"), Map.of())))
                .isInstanceOf(GossamerException.class)
                .satisfies(e -> assertThat(((GossamerException) e).hint()).contains("Did you mean 'dgc'?"));
    }

    @Test
    void resumingTakesNoOtherOption() {
        Conduct conduct = new Conduct(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Path.of("runs/x")));
        JobRequest resuming = JobRequest.resuming(Optional.empty(), conduct);
        assertThat(resuming).isEqualTo(JobRequest.resuming(Optional.empty(), conduct));
        assertThat(resuming).isNotEqualTo(JobRequest.resuming(Optional.of(3), conduct));
        assertThat(resuming).isNotEqualTo(request(List.of(), Map.of()));
    }
}
