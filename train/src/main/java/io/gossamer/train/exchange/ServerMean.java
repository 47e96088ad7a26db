package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.memory.Memory;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.core.state.StateVisitor;
import io.gossamer.core.state.Stateful;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.net.collective.ViewChangedException;
import io.gossamer.train.flat.FlatMath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * The mean by way of a server, which is rank 0: those who speak in a round say their tensors to it in coded form, and it
 * says their mean to all nodes, coded in its turn. A node may speak for any number of speakers, each with its own section
 * of the node's frame and its own random stream; who is at home where changes nothing in the mean. Nodes may come and go
 * between rounds if the server's memory keeps nothing; a round in whose midst they do ends without a mean, unless the server
 * had heard all.
 */
public final class ServerMean implements Stateful, AutoCloseable {
    /** The rank of the server. */
    public static final int SERVER = 0;

    private final Group group;
    private final FlatLayout layout;
    private final long[] counts;
    private final long seed;
    private final Optional<Codec> up;
    private final Optional<Codec> down;
    private final Arena arena = Arena.ofShared();
    private final Memory serverMemory;
    private final MessageWriter toServer = new MessageWriter();
    private final MessageWriter toAll = new MessageWriter();
    private final MessageWriter toOthers = new MessageWriter();
    private final FlatTensors said;
    private final FlatTensors heard;
    private ErrorMeter meter = ErrorMeter.idle();

    /** Those of one node who say something in a round. */
    public interface Speaker {
        /** Fills {@code said}, whose former content is of no meaning, with what a speaker has to say. */
        void say(int speaker, FlatTensors said);

        /**
         * Tells that the server has answered, and so has heard the speaker. A round that breaks before tells nobody.
         *
         * @param decoded what the server took it for; valid during the call
         * @param bytes of the coded message, without the frame around it
         */
        void heard(int speaker, FlatTensors decoded, long bytes);
    }

    /**
     * @param layout of what is said
     * @param up codec of the speakers; float32 counts as dense
     * @param down codec of the server's mean; empty for float32
     * @param serverMemory what the server keeps of what its coded mean lost
     */
    public ServerMean(
            Group group,
            FlatLayout layout,
            long seed,
            Codec up,
            Optional<Codec> down,
            CodedMean.MemoryFactory serverMemory) {
        this.group = group;
        this.layout = layout;
        this.counts =
                layout.entries().stream().mapToLong(FlatLayout.Entry::count).toArray();
        this.seed = seed;
        this.up = coded(up);
        this.down = down.flatMap(ServerMean::coded);
        this.serverMemory = serverMemory.create(arena, counts);
        this.said = FlatTensors.zeros(layout);
        this.heard = FlatTensors.zeros(layout);
    }

    private static Optional<Codec> coded(Codec codec) {
        return codec instanceof Float32Codec ? Optional.empty() : Optional.of(codec);
    }

    /**
     * One round. All nodes name the same speakers and the same homes.
     *
     * @param mean of what all speakers said, as the server said it; the same bits on all nodes
     * @param votes of this node
     * @param speakers their numbers, ascending, at least one
     * @param home the rank of the node that speaks for a speaker
     * @return what any node votes for
     * @throws io.gossamer.net.collective.PeerFailureException if a peer is lost; {@code mean} is then undefined
     * @throws ViewChangedException on all nodes, if the members change before the server has answered; likewise
     */
    public Votes mean(FlatTensors mean, long round, Votes votes, int[] speakers, IntUnaryOperator home, Speaker speaker)
            throws InterruptedException {
        // Whoever is lost meanwhile gives up its rank to another.
        int rank = group.rank();
        int server = group.members().get(SERVER);
        int[] own = at(rank, speakers, home);
        Message spoken = say(own, rank, round, votes, speaker);
        List<Message> messages = exchange(spoken, rank, speakers, home, round, votes);
        if (rank == SERVER) {
            average(mean, messages, speakers, home);
        }
        answer(mean, rank, server, round);
        confirm(own, spoken, speaker);
        return messages.stream().map(Message::votes).reduce(Votes.NONE, Votes::or);
    }

    private static int[] at(int rank, int[] speakers, IntUnaryOperator home) {
        return Arrays.stream(speakers)
                .filter(speaker -> home.applyAsInt(speaker) == rank)
                .toArray();
    }

    private Message say(int[] own, int rank, long round, Votes votes, Speaker speaker) {
        toServer.begin(rank, round, votes);
        Sections sections = sections(up, own.length);
        for (int place = 0; place < own.length; place++) {
            speaker.say(own[place], said);
            for (int tensor = 0; tensor < counts.length; tensor++) {
                MemorySegment values = said.memory(tensor);
                if (place == 0) {
                    meter.keep(tensor, values);
                }
                int section = section(place, tensor);
                RandomStream random = RandomStream.of(seed, Purpose.CODEC, own[place], round, tensor);
                toServer.section(section, sections.kind(section), sections.codec(section), values, random);
            }
        }
        return toServer.end();
    }

    private int section(int place, int tensor) {
        return place * counts.length + tensor;
    }

    /** The sections of a frame in which so many speak. */
    private Sections sections(Optional<Codec> codec, int speakers) {
        List<Optional<Codec>> codecs = Collections.nCopies(speakers * counts.length, codec);
        long[] elements = new long[codecs.size()];
        Arrays.setAll(elements, section -> counts[section % counts.length]);
        return new Sections(codecs, elements);
    }

    /** What the nodes say to this one, by rank: everything to the server, and to the others no more than their votes. */
    private List<Message> exchange(
            Message spoken, int own, int[] speakers, IntUnaryOperator home, long round, Votes votes)
            throws InterruptedException {
        Message vote = toOthers.begin(own, round, votes).end();
        List<Message> outgoing = new ArrayList<>(Collections.nCopies(group.size(), vote));
        outgoing.set(SERVER, spoken);
        List<MemorySegment> frames = group.allToAll(outgoing);
        List<Message> messages = new ArrayList<>();
        for (int rank = 0; rank < frames.size(); rank++) {
            int expected = own == SERVER ? at(rank, speakers, home).length : 0;
            messages.add(sections(up, expected).read(frames.get(rank), rank, round));
        }
        return messages;
    }

    private void average(FlatTensors mean, List<Message> messages, int[] speakers, IntUnaryOperator home) {
        mean.memory().fill((byte) 0);
        int[] places = new int[messages.size()];
        Sections sections = sections(up, speakers.length);
        for (int speaker : speakers) {
            int rank = home.applyAsInt(speaker);
            int place = places[rank]++;
            for (int tensor = 0; tensor < counts.length; tensor++) {
                sections.add(messages.get(rank), section(place, tensor), mean.memory(tensor));
            }
        }
        FlatMath.divide(mean, speakers.length);
    }

    /** The server says {@code mean}; all others take over what it says, and so does the server. */
    private void answer(FlatTensors mean, int rank, int server, long round) throws InterruptedException {
        Sections sections = sections(down, 1);
        toAll.begin(rank, round);
        if (rank == SERVER) {
            for (int tensor = 0; tensor < counts.length; tensor++) {
                MemorySegment values = mean.memory(tensor);
                RandomStream random = RandomStream.of(seed, Purpose.SERVER_CODEC, SERVER, round, tensor);
                MemorySegment compensated = down.isPresent() ? serverMemory.compensate(tensor, values) : values;
                toAll.section(tensor, sections.kind(tensor), sections.codec(tensor), compensated, random);
            }
        }
        List<MemorySegment> frames = group.allGather(toAll.end());
        int place = group.contributors().indexOf(server);
        if (place < 0) {
            throw new ViewChangedException();
        }
        Message answer = sections.read(frames.get(place), SERVER, round);
        for (int tensor = 0; tensor < counts.length; tensor++) {
            sections.decode(answer, tensor, mean.memory(tensor));
            if (rank == SERVER && down.isPresent()) {
                serverMemory.sent(tensor, mean.memory(tensor));
            }
        }
    }

    private void confirm(int[] own, Message spoken, Speaker speaker) {
        Sections sections = sections(up, own.length);
        List<Said> measured = new ArrayList<>();
        for (int place = 0; place < own.length; place++) {
            long bytes = 0;
            for (int tensor = 0; tensor < counts.length; tensor++) {
                int section = section(place, tensor);
                sections.decode(spoken, section, heard.memory(tensor));
                long coded = Sections.codedBytes(spoken, section);
                bytes += coded;
                if (place == 0 && meter.isArmed()) {
                    measured.add(meter.judge(tensor, layout.entries().get(tensor), heard.memory(tensor), coded));
                }
            }
            speaker.heard(own[place], heard, bytes);
        }
        if (own.length > 0 && meter.isArmed()) {
            meter.tell(new Spoken(spoken.step(), measured, List.of()));
        }
    }

    /** Has what this node's first speaker says measured from now on, whenever {@code meter} is armed. */
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    @Override
    public void visitState(StateVisitor visitor) {
        serverMemory.visitState(visitor.scope("server"));
    }

    @Override
    public void close() {
        toServer.close();
        toAll.close();
        toOthers.close();
        said.close();
        heard.close();
        arena.close();
    }
}
