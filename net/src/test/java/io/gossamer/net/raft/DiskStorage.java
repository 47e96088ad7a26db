package io.gossamer.net.raft;

import io.gossamer.net.simulation.Disk;
import java.util.Optional;

/** The disk of a simulated machine. */
public record DiskStorage(Disk disk) implements Storage {
    @Override
    public void write(String name, byte[] content) {
        disk.write(name, content);
    }

    @Override
    public void append(String name, byte[] content) {
        disk.append(name, content);
    }

    @Override
    public Optional<byte[]> read(String name) {
        return disk.read(name);
    }
}
