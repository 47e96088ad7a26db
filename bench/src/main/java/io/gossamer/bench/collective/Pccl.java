package io.gossamer.bench.collective;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * PCCL, the collective library of Prime Intellect (arXiv 2505.14065), by the C interface of its version 1.0.0. The shared
 * library is built by whoever wants the comparison; IPv4 on the loopback device only.
 */
final class Pccl {
    private static final int SUCCESS = 0;
    private static final int FLOAT32 = 10;
    private static final int SUM = 0;
    private static final int GLOBAL_WORLD_SIZE = 1;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final Duration RETRY = Duration.ofMillis(20);

    /** {@code ccoip_socket_address_t}: protocol (0 is IPv4), four bytes, sixteen bytes, port. */
    private static final StructLayout SOCKET_ADDRESS = MemoryLayout.structLayout(
            JAVA_INT,
            MemoryLayout.sequenceLayout(4, JAVA_BYTE),
            MemoryLayout.sequenceLayout(16, JAVA_BYTE),
            JAVA_SHORT,
            MemoryLayout.paddingLayout(2));

    private static final long PORT_AT = 24;

    /** {@code pcclCommCreateParams_t}: address, peer group, connections per pair. */
    private static final StructLayout PARAMETERS = MemoryLayout.structLayout(SOCKET_ADDRESS, JAVA_INT, JAVA_INT);

    /** {@code pcclReduceDescriptor_t}: count, operator, tag, type and hint, type and way of quantisation. */
    private static final StructLayout DESCRIPTOR = MemoryLayout.structLayout(
            JAVA_LONG, JAVA_INT, MemoryLayout.paddingLayout(4), JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

    private static final long OPERATOR_AT = 8;
    private static final long TYPE_AT = 24;
    private static final long QUANTISED_TYPE_AT = 32;

    private final Arena arena = Arena.ofShared();
    private final SymbolLookup library;

    /** @param library the file {@code libpccl.so} */
    Pccl(Path library) {
        this.library = SymbolLookup.libraryLookup(library, arena);
        call("pcclInit");
    }

    /** Starts the master of a group, which listens on the loopback device. */
    Master master(int port) {
        MemorySegment handle = arena.allocate(ADDRESS);
        call("pcclCreateMaster", Argument.struct(SOCKET_ADDRESS, address(port)), Argument.pointer(handle));
        MemorySegment master = handle.get(ADDRESS, 0);
        call("pcclRunMaster", Argument.pointer(master));
        return new Master(master);
    }

    /** A group's master, which runs on a thread of the library. */
    final class Master implements AutoCloseable {
        private final MemorySegment master;

        private Master(MemorySegment master) {
            this.master = master;
        }

        @Override
        public void close() {
            call("pcclInterruptMaster", Argument.pointer(master));
            call("pcclMasterAwaitTermination", Argument.pointer(master));
            call("pcclDestroyMaster", Argument.pointer(master));
        }
    }

    /** Joins a group; returns when it has {@code size} members. */
    Communicator join(int masterPort, int size) throws InterruptedException {
        MemorySegment parameters = arena.allocate(PARAMETERS);
        parameters.copyFrom(address(masterPort));
        parameters.set(JAVA_INT, SOCKET_ADDRESS.byteSize(), 0);
        parameters.set(JAVA_INT, SOCKET_ADDRESS.byteSize() + Integer.BYTES, 1);
        MemorySegment handle = arena.allocate(ADDRESS);
        call("pcclCreateCommunicator", Argument.pointer(parameters), Argument.pointer(handle));
        Communicator communicator = new Communicator(handle.get(ADDRESS, 0));
        communicator.connect();
        while (communicator.members() < size) {
            Thread.sleep(RETRY);
            communicator.admit();
        }
        return communicator;
    }

    /** One member's end of a group. */
    final class Communicator implements AutoCloseable {
        private final MemorySegment communicator;
        private final MemorySegment descriptor = arena.allocate(DESCRIPTOR);

        private Communicator(MemorySegment communicator) {
            this.communicator = communicator;
        }

        private void connect() {
            call("pcclConnect", Argument.pointer(communicator));
        }

        private int members() {
            MemorySegment size = arena.allocate(JAVA_INT);
            call(
                    "pcclGetAttribute",
                    Argument.pointer(communicator),
                    Argument.number(GLOBAL_WORLD_SIZE),
                    Argument.pointer(size));
            return size.get(JAVA_INT, 0);
        }

        private void admit() {
            call("pcclUpdateTopology", Argument.pointer(communicator));
        }

        /** Sums the float32 sources of all members into each one's target, as they are. */
        void allReduce(MemorySegment source, MemorySegment target) {
            descriptor.set(JAVA_LONG, 0, source.byteSize() / Float.BYTES);
            descriptor.set(JAVA_INT, OPERATOR_AT, SUM);
            descriptor.set(JAVA_INT, TYPE_AT, FLOAT32);
            descriptor.set(JAVA_INT, QUANTISED_TYPE_AT, FLOAT32);
            call(
                    "pcclAllReduce",
                    Argument.pointer(source),
                    Argument.pointer(target),
                    Argument.pointer(descriptor),
                    Argument.pointer(communicator),
                    Argument.pointer(MemorySegment.NULL));
        }

        @Override
        public void close() {
            call("pcclDestroyCommunicator", Argument.pointer(communicator));
        }
    }

    private MemorySegment address(int port) {
        MemorySegment address = arena.allocate(SOCKET_ADDRESS);
        MemorySegment.copy(LOOPBACK, 0, address, JAVA_BYTE, Integer.BYTES, LOOPBACK.length);
        address.set(JAVA_SHORT, PORT_AT, (short) port);
        return address;
    }

    private record Argument(MemoryLayout layout, Object value) {
        static Argument pointer(MemorySegment value) {
            return new Argument(ADDRESS, value);
        }

        static Argument number(int value) {
            return new Argument(JAVA_INT, value);
        }

        static Argument struct(MemoryLayout layout, MemorySegment value) {
            return new Argument(layout, value);
        }
    }

    private void call(String function, Argument... arguments) {
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        library.findOrThrow(function),
                        FunctionDescriptor.of(
                                JAVA_INT,
                                Stream.of(arguments).map(Argument::layout).toArray(MemoryLayout[]::new)));
        int result;
        try {
            result = (int) handle.invokeWithArguments(
                    Stream.of(arguments).map(Argument::value).toList());
        } catch (Throwable impossible) {
            throw new IllegalStateException(function + " cannot be called", impossible);
        }
        if (result != SUCCESS) {
            throw new IllegalStateException(function + " of PCCL failed with result " + result);
        }
    }
}
