// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// Emits whatever log it is told to, so that the event of every sample workflow can happen on a chain.
contract SampleEvents {
    function emitLog(bytes32[] calldata topics, bytes calldata data) external {
        bytes memory body = data;
        assembly {
            let at := add(body, 32)
            let size := mload(body)
            let topic := topics.offset
            switch topics.length
            case 1 { log1(at, size, calldataload(topic)) }
            case 2 { log2(at, size, calldataload(topic), calldataload(add(topic, 32))) }
            case 3 { log3(at, size, calldataload(topic), calldataload(add(topic, 32)), calldataload(add(topic, 64))) }
            default {
                log4(
                    at, size, calldataload(topic), calldataload(add(topic, 32)), calldataload(add(topic, 64)),
                    calldataload(add(topic, 96)))
            }
        }
    }
}
