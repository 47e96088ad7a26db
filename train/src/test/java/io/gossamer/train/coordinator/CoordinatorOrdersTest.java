package io.gossamer.train.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.net.identity.NodeKey;
import io.gossamer.train.job.Job;
import io.gossamer.train.job.Undertaking;
import io.gossamer.train.run.Json;
import io.gossamer.train.worker.Credentials;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoordinatorOrdersTest {
    private static final NodeKey KEY = NodeKey.create();

    @Test
    void surviveTheJourneyThroughALineAndAreNotPrinted() {
        CoordinatorOrders orders = new CoordinatorOrders(
                1,
                List.of("127.0.0.1:7000", "127.0.0.1:7001", "127.0.0.1:7002"),
                "the-secret",
                "the-token",
                "some/folder",
                new Undertaking(Job.builder().build(), 4),
                Optional.of(Credentials.amongInvited(KEY, KEY.id())));
        String line = Json.line(orders);
        assertThat(line).doesNotContain("\n");
        assertThat(Json.read(line, CoordinatorOrders.class, "test")).isEqualTo(orders);
        assertThat(orders.toString()).doesNotContain("the-secret", "the-token", KEY.pem());
    }

    @Test
    void whatIsToldSurvivesTheJourneyToo() {
        for (CoordinatorNotice notice : List.of(
                new CoordinatorNotice.Listening(), new CoordinatorNotice.Failed("the port is taken", "take another"))) {
            assertThat(Json.read(Json.line(notice), CoordinatorNotice.class, "test"))
                    .isEqualTo(notice);
        }
    }
}
