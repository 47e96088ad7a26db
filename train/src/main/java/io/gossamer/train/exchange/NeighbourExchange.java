package io.gossamer.train.exchange;

import io.gossamer.codec.array.Codec;
import io.gossamer.codec.array.Float32Codec;
import io.gossamer.codec.message.Message;
import io.gossamer.codec.message.MessageWriter;
import io.gossamer.codec.message.Votes;
import io.gossamer.core.random.Purpose;
import io.gossamer.core.random.RandomStream;
import io.gossamer.model.flat.FlatLayout;
import io.gossamer.model.flat.FlatTensors;
import io.gossamer.net.collective.Group;
import io.gossamer.train.flat.FlatMath;
import io.gossamer.train.gossip.Mixing;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Point-to-point pulls: each node hears the models of its neighbours of a round, coded, and takes the mean with its own,
 * which it knows exactly. Many nodes may live on one worker. A worker's message to another holds the models that nodes
 * there pull, each once; with nothing to pull it holds votes alone. Models are coded with random streams of their node and
 * round, so all who pull one decode the same, and who lives where changes no bit of any mean.
 */
public final class NeighbourExchange implements AutoCloseable {
    private static final int[] NOBODY = {};

    private final Group group;
    private final FlatLayout layout;
    private final long[] counts;
    private final long seed;
    private final Optional<Codec> codec;
    private final List<MessageWriter> writers = new ArrayList<>();
    private final FlatTensors heard;
    private ErrorMeter meter = ErrorMeter.idle();

    /**
     * @param layout of the models
     * @param codec of what is pulled; float32 counts as dense
     */
    public NeighbourExchange(Group group, FlatLayout layout, long seed, Codec codec) {
        this.group = group;
        this.layout = layout;
        this.counts =
                layout.entries().stream().mapToLong(FlatLayout.Entry::count).toArray();
        this.seed = seed;
        this.codec = codec instanceof Float32Codec ? Optional.empty() : Optional.of(codec);
        this.heard = FlatTensors.zeros(layout);
    }

    /** Has what this worker's first node says measured from now on, whenever {@code meter} is armed. */
    public void measure(ErrorMeter meter) {
        this.meter = meter;
    }

    /**
     * One round. All workers name the same weights and the same placement.
     *
     * @param models of the nodes that live here, by place; only read
     * @param mixed becomes, for each, the mean by its row of the weights
     * @param traffic counts what the nodes that live here say and hear
     * @return what any worker votes for
     * @throws io.gossamer.net.collective.PeerFailureException if a peer is lost
     * @throws io.gossamer.net.collective.ViewChangedException if the members change in its midst; {@code mixed} is then
     *     undefined, and nothing is counted
     */
    public Votes pull(
            Mixing mixing,
            Placement placement,
            List<FlatTensors> models,
            List<FlatTensors> mixed,
            long round,
            Votes votes,
            EdgeTraffic traffic)
            throws InterruptedException {
        Round of = new Round(mixing, placement, round);
        List<Message> said = of.say(models, votes);
        List<MemorySegment> frames = group.allToAll(said);
        List<Integer> senders = group.contributors();
        List<Message> messages = new ArrayList<>();
        for (int rank = 0; rank < frames.size(); rank++) {
            messages.add(sections(of.taken(rank).length).read(frames.get(rank), senders.get(rank), round));
        }
        of.mix(messages, models, mixed, traffic);
        of.count(said, traffic);
        if (meter.isArmed()) {
            of.measure(said);
        }
        return messages.stream().map(Message::votes).reduce(Votes.NONE, Votes::or);
    }

    /** The sections of a frame with so many models. */
    private Sections sections(int models) {
        List<Optional<Codec>> codecs = Collections.nCopies(models * counts.length, codec);
        long[] elements = new long[codecs.size()];
        Arrays.setAll(elements, section -> counts[section % counts.length]);
        return new Sections(codecs, elements);
    }

    private int section(int place, int tensor) {
        return place * counts.length + tensor;
    }

    private MessageWriter writer(int place) {
        while (writers.size() <= place) {
            writers.add(new MessageWriter(
                    section -> layout.entries().get(section % counts.length).name()));
        }
        return writers.get(place);
    }

    /** Who says what to whom in one round. */
    private final class Round {
        private final Mixing mixing;
        private final Placement placement;
        private final long number;
        /** This worker's rank when it begins: what is said counts even if somebody is lost before its end, and then ranks change. */
        private final int own;

        private final int[] residents;
        /** The nodes that live here and are pulled, by the rank where they are pulled. */
        private final Map<Integer, int[]> given;
        /** The nodes that are pulled here, by the rank where they live. */
        private final Map<Integer, int[]> taken;

        Round(Mixing mixing, Placement placement, long number) {
            this.mixing = mixing;
            this.placement = placement;
            this.number = number;
            this.own = group.rank();
            this.residents = placement.residents(own);
            Map<Integer, SortedSet<Integer>> pulledThere = new HashMap<>();
            Map<Integer, SortedSet<Integer>> pulledHere = new HashMap<>();
            for (int node = 0; node < placement.learners(); node++) {
                int by = placement.home(node);
                for (int other : mixing.pulled(node)) {
                    int from = placement.home(other);
                    if (from == own) {
                        pulledThere.computeIfAbsent(by, key -> new TreeSet<>()).add(other);
                    }
                    if (by == own) {
                        pulledHere.computeIfAbsent(from, key -> new TreeSet<>()).add(other);
                    }
                }
            }
            this.given = ascending(pulledThere);
            this.taken = ascending(pulledHere);
        }

        private static Map<Integer, int[]> ascending(Map<Integer, SortedSet<Integer>> nodes) {
            Map<Integer, int[]> ascending = new TreeMap<>();
            nodes.forEach((rank, those) -> ascending.put(
                    rank, those.stream().mapToInt(Integer::intValue).toArray()));
            return ascending;
        }

        /** The nodes of this worker that nodes of another pull, in ascending order. */
        int[] given(int rank) {
            return given.getOrDefault(rank, NOBODY);
        }

        /** The nodes of another worker that nodes of this one pull, in ascending order. */
        int[] taken(int rank) {
            return taken.getOrDefault(rank, NOBODY);
        }

        /** To all who pull nothing the same: no more than the votes. */
        List<Message> say(List<FlatTensors> models, Votes votes) {
            int written = 0;
            Message vote =
                    writer(written++).begin(group.number(), number, votes).end();
            List<Message> said = new ArrayList<>();
            for (int rank = 0; rank < placement.workers(); rank++) {
                int[] wanted = given(rank);
                said.add(wanted.length == 0 ? vote : say(writer(written++), wanted, models, votes));
            }
            return said;
        }

        private Message say(MessageWriter writer, int[] wanted, List<FlatTensors> models, Votes votes) {
            writer.begin(group.number(), number, votes);
            Sections sections = sections(wanted.length);
            for (int i = 0; i < wanted.length; i++) {
                int node = wanted[i];
                FlatTensors model = models.get(place(node));
                for (int tensor = 0; tensor < counts.length; tensor++) {
                    MemorySegment values = model.memory(tensor);
                    if (place(node) == 0) {
                        meter.keep(tensor, values);
                    }
                    RandomStream random = RandomStream.of(seed, Purpose.CODEC, node, number, tensor);
                    int section = section(i, tensor);
                    writer.section(section, sections.kind(section), sections.codec(section), values, random);
                }
            }
            return writer.end();
        }

        private int place(int node) {
            return Arrays.binarySearch(residents, node);
        }

        void mix(List<Message> messages, List<FlatTensors> models, List<FlatTensors> mixed, EdgeTraffic traffic) {
            for (int place = 0; place < residents.length; place++) {
                FlatTensors sum = mixed.get(place);
                sum.memory().fill((byte) 0);
                for (int other : mixing.heard(residents[place])) {
                    FlatTensors model = models.get(place);
                    if (other != residents[place]) {
                        model = heard;
                        traffic.heard(place, decode(messages.get(placement.home(other)), other));
                    }
                    FlatMath.add(sum, mixing.weight(residents[place], other), model);
                }
            }
        }

        /** What was heard of a node, in {@code heard}; returns its coded bytes. */
        private long decode(Message message, int node) {
            return decode(message, taken(placement.home(node)), node);
        }

        private long decode(Message message, int[] wanted, int node) {
            int place = Arrays.binarySearch(wanted, node);
            Sections sections = sections(wanted.length);
            long bytes = 0;
            for (int tensor = 0; tensor < counts.length; tensor++) {
                sections.decode(message, section(place, tensor), heard.memory(tensor));
                bytes += Sections.codedBytes(message, section(place, tensor));
            }
            return bytes;
        }

        void count(List<Message> said, EdgeTraffic traffic) {
            for (int place = 0; place < residents.length; place++) {
                int hearers = mixing.pullers(residents[place]);
                if (hearers > 0) {
                    traffic.said(place, codedBytes(said, residents[place]), hearers);
                }
            }
        }

        /** What a node's model takes; the same to whomever it is said. */
        private long codedBytes(List<Message> said, int node) {
            int rank = hearer(node);
            int place = Arrays.binarySearch(given(rank), node);
            return IntStream.range(0, counts.length)
                    .mapToLong(tensor -> Sections.codedBytes(said.get(rank), section(place, tensor)))
                    .sum();
        }

        /** The first worker where somebody pulls a node's model. */
        private int hearer(int node) {
            return given.keySet().stream()
                    .filter(rank -> Arrays.binarySearch(given(rank), node) >= 0)
                    .findFirst()
                    .orElseThrow();
        }

        /** Measures what the first node said, if somebody heard it. */
        void measure(List<Message> said) {
            if (residents.length == 0 || mixing.pullers(residents[0]) == 0) {
                return;
            }
            int rank = hearer(residents[0]);
            int[] wanted = given(rank);
            decode(said.get(rank), wanted, residents[0]);
            int first = Arrays.binarySearch(wanted, residents[0]);
            List<Said> measured = new ArrayList<>();
            for (int tensor = 0; tensor < counts.length; tensor++) {
                FlatLayout.Entry entry = layout.entries().get(tensor);
                long bytes = Sections.codedBytes(said.get(rank), section(first, tensor));
                measured.add(
                        codec.isEmpty() ? Said.whole(entry) : meter.judge(tensor, entry, heard.memory(tensor), bytes));
            }
            meter.tell(new Spoken(number, measured, List.of()));
        }
    }

    @Override
    public void close() {
        writers.forEach(MessageWriter::close);
        heard.close();
    }
}
