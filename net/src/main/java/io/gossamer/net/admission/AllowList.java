package io.gossamer.net.admission;

import io.gossamer.core.failure.GossamerException;
import io.gossamer.net.identity.NodeId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets in the nodes that are on it. It may change while it is in use. */
public final class AllowList implements Admission {
    private static final long LARGEST_FILE = 16 << 20;

    private final Set<NodeId> ids = ConcurrentHashMap.newKeySet();

    public AllowList(Collection<NodeId> ids) {
        this.ids.addAll(ids);
    }

    public static AllowList of(NodeId... ids) {
        return new AllowList(List.of(ids));
    }

    /**
     * Reads a file of ids.
     *
     * @throws GossamerException that names the first line that holds none
     */
    public static AllowList read(Path file) {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new GossamerException(file + " is too long for a list of nodes", "Name another file.");
            }
            return parse(Files.readAllLines(file), file.toString());
        } catch (CharacterCodingException e) {
            throw new GossamerException(file + " is not UTF-8 text", "Write one node id a line.", e);
        } catch (IOException e) {
            throw new GossamerException("Cannot read " + file + ": " + e, "Check the path and its rights.", e);
        }
    }

    static AllowList parse(List<String> lines, String where) {
        List<NodeId> ids = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String id = lines.get(i).replaceFirst("#.*", "").strip();
            if (!id.isEmpty()) {
                ids.add(parseLine(id, where + ", line " + (i + 1)));
            }
        }
        return new AllowList(ids);
    }

    private static NodeId parseLine(String id, String where) {
        try {
            return new NodeId(id);
        } catch (GossamerException e) {
            throw new GossamerException(where + ": " + e.getMessage(), e.hint(), e);
        }
    }

    public void admit(NodeId id) {
        ids.add(id);
    }

    /** Keeps the node from connecting again; a connection that stands is not touched. */
    public void revoke(NodeId id) {
        ids.remove(id);
    }

    @Override
    public Optional<String> objection(NodeId node) {
        return ids.contains(node)
                ? Optional.empty()
                : Optional.of("the key of node " + node.brief() + " is not on the list of admitted nodes");
    }
}
