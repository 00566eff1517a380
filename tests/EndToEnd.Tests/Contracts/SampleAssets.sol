// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// A token with as many decimals as most, that anyone may mint.
contract SampleToken {
    uint8 public constant decimals = 18;
    mapping(address => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }
}

/// A price in USD with eight decimals, as Chainlink's AggregatorV3Interface tells it.
contract SampleFeed {
    uint8 public constant decimals = 8;
    int256 private answer;
    uint256 private updatedAt;
    uint80 private round;

    function set(int256 price) external {
        (answer, updatedAt, round) = (price, block.timestamp, round + 1);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return (round, answer, updatedAt, updatedAt, round);
    }

    function getRoundData(uint80 id) external view returns (uint80, int256, uint256, uint256, uint80) {
        require(id == round, "No data present");
        return (round, answer, updatedAt, updatedAt, round);
    }
}

/// A protocol that marks its holders' positions to the price.
contract SampleMarks {
    event PositionMarked(address indexed holder, address indexed asset, int256 price);

    function mark(address[] calldata holders, address asset, int256 price) external {
        for (uint256 i = 0; i < holders.length; i++) {
            emit PositionMarked(holders[i], asset, price);
        }
    }
}
