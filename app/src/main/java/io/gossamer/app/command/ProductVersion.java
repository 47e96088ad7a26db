package io.gossamer.app.command;

import io.gossamer.core.provenance.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class ProductVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"gossamer " + Version.current()};
    }
}
