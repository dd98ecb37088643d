"""The engine as Spyne protocols, one a version: an Application each over the one service.

Spyne owns the types, the dispatch and the call of the operation; what goes over the wire is written here. The request
was read before, because only its envelope says which Application it is for.
"""

from __future__ import annotations

from typing import Any, Final

from mockserver.asmx.faults import fault_bytes
from mockserver.asmx.writing import response_bytes
from mockserver.contract import NAMESPACE, OPERATION, SERVICE
from mockserver.service.backend import Exchange, SoapVersion
from mockserver.service.operation import IntegrationService, ThrownFault
from mockserver.service.spyne_shim import Application, Context, MethodContext, ProtocolBase, ServerBase


class Asmx(ProtocolBase):  # type: ignore[misc]  # Spyne has no types
    """How the engine reads and writes one version of SOAP, as Spyne asks for it."""

    def __init__(self, version: SoapVersion) -> None:
        super().__init__()
        self.version = version

    def get_context(self, parent: Context, transport: object) -> None:
        """Nothing: this protocol keeps what it knows in the Exchange."""

    def create_in_document(self, ctx: Context, charset: str | None = None) -> None:
        """Nothing to do: what was read is in the Exchange, which is ``ctx.udc``."""

    def decompose_incoming_envelope(self, ctx: Context, message: object) -> None:
        """Name the operation; routing has made sure that it is this one."""
        ctx.method_request_string = OPERATION

    def generate_method_contexts(self, ctx: Context) -> list[Context]:
        """Find the method. Spyne's own way copies the context for each that is bound to the name; here it is one."""
        (ctx.descriptor,) = self.get_call_handles(ctx)
        return [ctx]

    def deserialize(self, ctx: Context, message: object) -> None:
        """Hand over what was read: the header, and the one argument."""
        exchange: Exchange = ctx.udc
        ctx.in_header = exchange.user
        ctx.in_object = [exchange.ListID or 0]

    def serialize(self, ctx: Context, message: object) -> None:
        """Write the rows, or the fault that was thrown."""
        if ctx.out_error is None:
            (rows,) = ctx.out_object
            ctx.out_document = response_bytes(self.version, rows)
        else:
            ctx.out_document = fault_bytes(self.version, ctx.out_error.soap)

    def create_out_string(self, ctx: Context, charset: str | None = None) -> None:
        """Give the bytes to the transport."""
        ctx.out_string = (ctx.out_document,)


class _Server(ServerBase):  # type: ignore[misc]  # Spyne has no types
    """Spyne's side of the transport; the bytes themselves come and go elsewhere."""

    transport = "http://schemas.xmlsoap.org/soap/http"

    def __init__(self, version: SoapVersion) -> None:
        name = f"{SERVICE}Soap" if version == "1.1" else f"{SERVICE}Soap12"
        super().__init__(Application([IntegrationService], NAMESPACE, name, Asmx(version), Asmx(version)))


SERVERS: Final[dict[SoapVersion, ServerBase]] = {"1.1": _Server("1.1"), "1.2": _Server("1.2")}


class _Context(MethodContext):  # type: ignore[misc]  # Spyne has no types
    """Spyne's context, without two of its costs: together they were a fifth of a call."""

    __setattr__ = object.__setattr__  # Spyne's own makes sure that no attribute is misspelt, at each of fifty settings

    def fire_event(self, event: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Spyne has no types
        """Tell those who listen; mostly nobody does."""
        if self.app.event_manager.handlers:
            self.app.event_manager.fire_event(event, self, *args, **kwargs)
        for manager in self.descriptor.event_managers if self.descriptor else ():
            if manager.handlers:
                manager.fire_event(event, self, *args, **kwargs)


class OperationCall:
    """One call on its way through Spyne, in two halves: the answer is chosen at once, and may be written later."""

    def __init__(self, version: SoapVersion, exchange: Exchange) -> None:
        """Run the operation. Raises what went wrong in Spyne; what the operation throws is an answer."""
        self.version: SoapVersion = version
        self._server = server = SERVERS[version]
        self._ctx = _Context(server, MethodContext.SERVER)
        self._ctx.udc = exchange
        server.generate_contexts(self._ctx)
        server.get_in_object(self._ctx)
        server.get_out_object(self._ctx)
        error = self._ctx.out_error
        if exchange.answered is None or (error is not None and not isinstance(error, ThrownFault)):
            raise error
        self.answered = exchange.answered

    @property
    def rows(self) -> int:
        """How many rows the answer has."""
        return len(self.answered.rows or ())

    def written(self) -> bytes:
        """The SOAP message of the answer."""
        # The context is not closed: it has opened nothing, and closing it may run the garbage collector.
        self._server.get_out_string(self._ctx)
        message = b"".join(self._ctx.out_string)
        self._ctx.__dict__.clear()  # it refers to itself: request and rows would stay until the collector comes
        return message
