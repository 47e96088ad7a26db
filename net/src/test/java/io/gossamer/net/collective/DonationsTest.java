package io.gossamer.net.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gossamer.core.fuzz.MutationFuzzer;
import io.gossamer.net.frame.ProtocolException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class DonationsTest {
    private static final List<MemorySegment> SAID = List.of(
            MemorySegment.ofArray(new byte[] {1, 2, 3}),
            MemorySegment.ofArray(new byte[0]),
            MemorySegment.ofArray(new byte[] {4}));

    @Test
    void whatAllSaidSurvivesTheWay() throws ProtocolException {
        assertThat(Donations.decode(Donations.encode(SAID)))
                .extracting(said -> said.toArray(ValueLayout.JAVA_BYTE))
                .containsExactly(new byte[] {1, 2, 3}, new byte[0], new byte[] {4});
    }

    @Test
    void hostileDonationsAreReadOrRefused() {
        byte[] sample = Donations.encode(SAID).toArray(ValueLayout.JAVA_BYTE);
        int parsed = MutationFuzzer.of(bytes -> Donations.decode(MemorySegment.ofArray(bytes)), List.of(sample))
                .allowing(ProtocolException.class)
                .iterations(5_000)
                .run();
        assertThat(parsed).isPositive();
    }
}
