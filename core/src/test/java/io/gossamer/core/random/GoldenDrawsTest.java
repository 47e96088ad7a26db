package io.gossamer.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Freezes what each kind of draw yields. A change of any constant here changes every checkpoint that was ever made, so
 * it is never the test that is wrong.
 */
final class GoldenDrawsTest {
    private static final String FILLS = "9ac21ac85449bb3081ccd79ae64b75aa676af27644788132543c2d1fed6fe035";

    private final RandomStream stream = RandomStream.of(0x0123456789abcdefL, Purpose.TEST, 3, 5, 7);

    @Test
    void drawsInOrder() {
        assertThat(stream.nextInt()).isEqualTo(0xc30561a8);
        assertThat(stream.nextInt()).isEqualTo(0xffbf57bb);
        assertThat(stream.nextLong()).isEqualTo(0xf2fbb5ceed16baf2L);
        assertThat(stream.nextInt(10)).isEqualTo(2);
        assertThat(stream.nextInt(1000)).isEqualTo(804);
        assertThat(stream.nextInt(3 << 29)).isEqualTo(917459395);
        assertThat(stream.nextFloat()).isEqualTo(0x1.ead29cp-2f);
        assertThat(stream.nextDouble()).isEqualTo(0x1.5f346b1912607p-1);
        assertThat(stream.nextNormal()).isEqualTo(0x1.1fbce8p-3);
        assertThat(stream.nextNormal()).isEqualTo(-0x1.96e902p-5);
        assertThat(stream.nextNormal()).isEqualTo(0x1.0f23bcp1);
        assertThat(stream.permutation(10)).containsExactly(5, 2, 3, 0, 1, 4, 7, 9, 8, 6);
    }

    @Test
    void extremeKey() {
        int first = RandomStream.of(-1, Purpose.INITIALISATION, -1, 0xFFFFFFFFL, 0xFFFFF)
                .nextInt();
        assertThat(first).isEqualTo(0x0737bccc);
    }

    @Test
    void tails() {
        assertThat(StandardNormal.ofWord(0)).isEqualTo(0x1.95a118p2f);
        assertThat(StandardNormal.ofWord(1_000_000)).isEqualTo(0x1.bff86ap1f);
        assertThat(StandardNormal.ofWord(0x80000000 | 5_000_000)).isEqualTo(-0x1.85bc2ep1f);
    }

    @Test
    void fills() {
        assertThat(DrawDigest.ofFills()).isEqualTo(FILLS);
    }

    @Test
    void fillsAreTheSameWithoutTheVectorModule() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = String.join(File.pathSeparator, classes(RandomStream.class), classes(DrawDigest.class));
        Process process = new ProcessBuilder(List.of(java, "-cp", classPath, DrawDigest.class.getName())).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output.strip()).isEqualTo(FILLS);
        assertThat(errors).containsOnlyOnce("--add-modules=jdk.incubator.vector");
    }

    private static String classes(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
