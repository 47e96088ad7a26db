package io.gossamer.app.command;

import io.gossamer.app.version.Versions;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"gossamer " + Versions.gossamer()};
    }
}
