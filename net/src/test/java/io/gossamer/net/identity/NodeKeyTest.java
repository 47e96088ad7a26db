package io.gossamer.net.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeyTest {
    /** RFC 8032, 7.1, test 1. */
    private static final String SECRET = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

    private static final String PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SPKI_HEADER = "302a300506032b6570032100";

    @TempDir
    Path folder;

    private static NodeKey fromTheStandard() {
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + SECRET);
        return NodeKey.parse("-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(pkcs8) + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void thePublicHalfFollowsFromTheSecretAsInTheStandard() {
        byte[] encoded = fromTheStandard().certificate().getPublicKey().getEncoded();
        assertThat(HexFormat.of().formatHex(encoded)).isEqualTo(SPKI_HEADER + PUBLIC);
    }

    @Test
    void theIdIsTheHashOfThePublicKeyInBase32() throws Exception {
        byte[] spki = HexFormat.of().parseHex(SPKI_HEADER + PUBLIC);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(spki);
        String text = fromTheStandard().id().text();
        assertThat(text).hasSize(52);
        assertThat(decodeBase32(text)).isEqualTo(hash);
        assertThat(new NodeId(text).brief()).isEqualTo(text.substring(0, 8));
    }

    private static byte[] decodeBase32(String text) {
        java.math.BigInteger value = java.math.BigInteger.ZERO;
        for (char c : text.toCharArray()) {
            value = value.shiftLeft(5).or(java.math.BigInteger.valueOf("abcdefghijklmnopqrstuvwxyz234567".indexOf(c)));
        }
        byte[] bytes = value.shiftRight(text.length() * 5 - 256).toByteArray();
        byte[] hash = new byte[32];
        for (int i = 1; i <= Math.min(bytes.length, hash.length); i++) {
            hash[hash.length - i] = bytes[bytes.length - i];
        }
        return hash;
    }

    @Test
    void theCertificateIsAFunctionOfTheKeyAndSignedByIt() throws Exception {
        X509Certificate certificate = fromTheStandard().certificate();
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName())
                .isEqualTo("CN=" + fromTheStandard().id());
        assertThat(fromTheStandard().certificate().getEncoded()).isEqualTo(certificate.getEncoded());
    }

    @Test
    void aKeySurvivesItsFileWhichOnlyItsOwnerCanRead() throws Exception {
        Path file = folder.resolve("node.pem");
        NodeKey made = KeyFile.readOrCreate(file);
        assertThat(KeyFile.readOrCreate(file).id()).isEqualTo(made.id());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> KeyFile.write(made, file))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("already");
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        Path file = folder.resolve("node.pem");
        KeyFile.write(NodeKey.create(), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(GossamerException.class)
                .hasMessageContaining("Others than its owner may use the key " + file);
    }

    @Test
    void theSecretIsNotShown() {
        NodeKey key = fromTheStandard();
        assertThat(key.toString()).isEqualTo("NodeKey[" + key.id() + "]");
    }

    @Test
    void hostileKeysAndIdsAreReadOrRefused() {
        fuzz(bytes -> NodeKey.parse(text(bytes)), fromTheStandard().pem());
        fuzz(bytes -> new NodeId(text(bytes)), fromTheStandard().id().text());
    }

    private static void fuzz(MutationFuzzer.Parser parser, String sample) {
        MutationFuzzer.of(parser, List.of(sample.getBytes(StandardCharsets.US_ASCII)))
                .allowing(GossamerException.class)
                .iterations(2_000)
                .run();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
