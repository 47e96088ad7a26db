package io.gossamer.net.simulation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine keeps when the process on it ends: files by name. Reading and writing takes no time, and what was
 * written is there after a power loss, as if it had been synchronised at once. Contents are copied, so that no process
 * shares memory with the one before it.
 */
public final class Disk {
    private final EventLoop loop;
    private final Incarnation process;
    private final Map<String, byte[]> files;

    /** The disk as {@code process} sees it. */
    Disk(EventLoop loop, Incarnation process) {
        this.loop = loop;
        this.process = process;
        this.files = process.node().files();
    }

    /** Writes a whole file, in place of an earlier one of that name. */
    public void write(String name, byte[] content) {
        loop.enter(process);
        files.put(name, content.clone());
    }

    /** Writes behind the end of a file, which need not exist. */
    public void append(String name, byte[] content) {
        loop.enter(process);
        byte[] before = files.getOrDefault(name, new byte[0]);
        byte[] after = Arrays.copyOf(before, before.length + content.length);
        System.arraycopy(content, 0, after, before.length, content.length);
        files.put(name, after);
    }

    /** The content of a file; empty if there is none of that name. */
    public Optional<byte[]> read(String name) {
        loop.enter(process);
        return Optional.ofNullable(files.get(name)).map(byte[]::clone);
    }

    /** Deletes a file; false if there was none of that name. */
    public boolean delete(String name) {
        loop.enter(process);
        return files.remove(name) != null;
    }

    /** The names of all files, sorted. */
    public List<String> names() {
        loop.enter(process);
        return List.copyOf(files.keySet());
    }
}
