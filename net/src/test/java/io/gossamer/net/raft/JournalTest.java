package io.gossamer.net.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.core.fuzz.MutationFuzzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static Entry entry(long term, String command) {
        return new Entry(term, command.getBytes(StandardCharsets.UTF_8));
    }

    private static void fill(Storage storage) {
        Journal journal = Journal.open(storage);
        journal.vote(3, 1);
        journal.append(1, List.of(entry(1, "a"), entry(2, "b"), entry(2, "c"), entry(2, "d")));
        journal.append(3, List.of(entry(3, "C"), entry(3, "D"), entry(3, "E")));
    }

    private static void requireFilled(Storage storage) {
        Journal journal = Journal.open(storage);
        assertThat(journal.term()).isEqualTo(3);
        assertThat(journal.vote()).isEqualTo(1);
        assertThat(journal.log().all())
                .containsExactly(entry(1, "a"), entry(2, "b"), entry(3, "C"), entry(3, "D"), entry(3, "E"));
    }

    @Test
    void aReplicaRemembersInMemory() {
        Storage storage = Storage.inMemory();
        fill(storage);
        requireFilled(storage);
    }

    @Test
    void aReplicaRemembersOnDisk(@TempDir Path folder) throws IOException {
        fill(new FolderStorage(folder.resolve("replica")));
        requireFilled(new FolderStorage(folder.resolve("replica")));
        Journal.open(new FolderStorage(folder.resolve("replica")))
                .compact(new Snapshot(4, 3, "abCD".getBytes(StandardCharsets.UTF_8)));
        Journal journal = Journal.open(new FolderStorage(folder.resolve("replica")));
        assertThat(journal.term()).isEqualTo(3);
        assertThat(journal.log().base().state()).isEqualTo("abCD".getBytes(StandardCharsets.UTF_8));
        assertThat(journal.log().all()).containsExactly(entry(3, "E"));
        assertThat(journal.log().lastIndex()).isEqualTo(5);
    }

    @Test
    void aSnapshotThatContradictsTheLogEndsIt() {
        Storage storage = Storage.inMemory();
        fill(storage);
        Journal journal = Journal.open(storage);
        journal.compact(new Snapshot(4, 7, new byte[0]));
        assertThat(journal.log().length()).isZero();
        assertThat(Journal.open(storage).log().lastIndex()).isEqualTo(4);
    }

    @Test
    void whatWasCutOffWhileBeingWrittenIsDropped() throws IOException {
        Storage whole = Storage.inMemory();
        fill(whole);
        byte[] content = whole.read(Journal.FILE).orElseThrow();
        for (int cut = 0; cut <= content.length; cut++) {
            Storage storage = Storage.inMemory();
            storage.write(Journal.FILE, Arrays.copyOf(content, cut));
            Journal journal = Journal.open(storage);
            int entries = journal.log().length();
            journal.append(journal.log().lastIndex() + 1, List.of(entry(9, "next")));
            assertThat(Journal.open(storage).log().length()).isEqualTo(entries + 1);
        }
    }

    @Test
    void zerosThatNothingWasWrittenOverAreDropped() throws IOException {
        Storage storage = Storage.inMemory();
        fill(storage);
        storage.append(Journal.FILE, new byte[100]);
        requireFilled(storage);
        requireFilled(storage);
    }

    @Test
    void damageBeforeTheEndIsNoticed() throws IOException {
        Storage whole = Storage.inMemory();
        fill(whole);
        byte[] content = whole.read(Journal.FILE).orElseThrow();
        byte[] last = "E".getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < content.length - 30 - last.length; at++) {
            byte[] damaged = content.clone();
            damaged[at] ^= 0x10;
            Storage storage = Storage.inMemory();
            storage.write(Journal.FILE, damaged);
            assertThatThrownBy(() -> Journal.open(storage))
                    .as("byte %d", at)
                    .isInstanceOf(GossamerException.class)
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void hostileJournalsAreReadOrRefused() throws IOException {
        Storage whole = Storage.inMemory();
        fill(whole);
        int parsed = MutationFuzzer.of(
                        bytes -> {
                            Storage storage = Storage.inMemory();
                            storage.write(Journal.FILE, bytes);
                            Journal.open(storage);
                        },
                        List.of(whole.read(Journal.FILE).orElseThrow()))
                .allowing(GossamerException.class)
                .iterations(5_000)
                .run();
        assertThat(parsed).isPositive();
    }
}
